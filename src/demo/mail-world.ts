/** A mail that somebody hands in at the server of the world they live in. */
export interface Submission {
  /** The login it is handed in under: the server vouches for this person and nobody else. */
  readonly as: string;
  readonly to: readonly string[];
  readonly bytes: Uint8Array;
}

/** Everything around the desk: a server that takes mail, a mailbox for each person, one for the desk. */
export interface MailWorld {
  readonly name: string;
  readonly imapUrl: string;
  readonly smtpUrl: string;
  submit(submission: Submission): Promise<void>;
  /** Everything in somebody's mailbox, oldest first. */
  inbox(address: string): Promise<Uint8Array[]>;
}
