/** What the desk has seen of a mailbox, and whether all of it is accounted for. */
export interface SightingStore {
  /** Those of the UIDs that were sighted in this generation of the folder. */
  listSighted(mailboxId: number, folder: string, uidvalidity: number, uids: readonly number[]): Promise<Set<number>>;
  /** The life of all inbound emails, counted. `faults` name emails or filings that belong to nothing. */
  countInbound(): Promise<InboundCount>;
}

export interface InboundCount {
  accepted: number;
  filed: number;
  quarantined: number;
  /** Emails said to be filed without a filing. */
  withoutFiling: number[];
  /** Emails with a filing that are not said to be filed. */
  filedTwice: number[];
  /** Ticketed or threaded, yet on no ticket. */
  withoutTicket: number[];
  /** Emails that nobody has sighted anywhere. */
  withoutSighting: number[];
}
