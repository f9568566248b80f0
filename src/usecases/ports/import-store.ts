/** A number that a ticket had at another desk, and the name of that desk. */
export interface FormerNumber {
  readonly source: string;
  readonly number: string;
}

/** What was taken over from other desks. A source is a name such as `zammad`; ids are the other desk's own. */
export interface ImportStore {
  /** Our tickets of these ids, by the id. */
  findTickets(source: string, externalIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Those of these ids whose messages are ours already. */
  knownMessages(source: string, externalIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Our ticket that holds one of these messages, the oldest where there are several; null where none does. */
  findTicketOfMessages(source: string, externalIds: readonly string[]): Promise<number | null>;
  /** Fails when the id was taken over already. */
  recordTicket(ticket: FormerNumber & { readonly externalId: string; readonly ticketId: number }): Promise<void>;
  recordMessage(message: {
    readonly source: string;
    readonly externalId: string;
    readonly messageRowId: number;
  }): Promise<void>;
  /** Once, however many messages hold it. */
  keepFile(file: { readonly sha256: string; readonly bytes: Uint8Array }): Promise<void>;
  /** The bytes of a file that came inside an export. */
  readFile(sha256: string): Promise<Uint8Array | null>;
}
