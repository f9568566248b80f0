/** Keeps secrets in the database from whoever has the database alone. */
export interface Sealer {
  seal(text: string): string;
  /** Null when no secret of `SVARTID_SECRET` opens it, or somebody changed it. */
  open(sealed: string): string | null;
}
