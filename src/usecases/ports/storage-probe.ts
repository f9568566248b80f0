/** Whether the database stores what it is given: one that answers questions may have a full disk. */
export interface StorageProbe {
  /** Null: it does. Else the code of what kept it, an SQLSTATE or that of the network; `unknown` where there is none. Never throws. */
  fault(): Promise<string | null>;
}
