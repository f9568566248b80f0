import type { Instant } from "../../domain/time/instant.ts";

/** Where a mail lies, so that it can be read again. */
export interface MailPlace {
  readonly file: string;
  readonly offset: number;
  /** In bytes of the file. */
  readonly length: number;
}

/** What was found at one place of the paths given. `place` names it for people: a path, with the number of the mail in an mbox. */
export type FoundMail =
  | {
      kind: "mail";
      place: string;
      at: MailPlace;
      /** As a mail server hands it out: lines end in CR LF unless the file itself mixes them. */
      bytes: Uint8Array;
      /** Of `bytes`, in hexadecimal. */
      sha256: string;
      /** Of the topmost Received header: a claim of the file. Null where there is none. */
      receivedAt: Instant | null;
    }
  /** In a directory, something that is no mail. */
  | { kind: "skipped"; place: string }
  | { kind: "unreadable"; place: string; why: string };

/** Mails that lie in files. */
export interface MailSource {
  /** All mails at the paths, one after the other, in the order of paths, names and places within an mbox. */
  readMails(paths: readonly string[]): AsyncIterable<FoundMail>;
  /** A mail that `readMails` gave, as it gave it; another where the file was changed since. */
  readAgain(at: MailPlace): Promise<{ bytes: Uint8Array; sha256: string; receivedAt: Instant | null }>;
}
