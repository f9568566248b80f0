import type { MailSender } from "../ports/mail-sender.ts";

/** One server by which mail leaves; `name` is what people and tables know it by. */
export interface Route {
  readonly name: string;
  readonly sender: MailSender;
}

/** The ways out of one mailbox, in the order in which they are tried. */
export interface WayOut {
  readonly mailboxId: number;
  readonly mailbox: string;
  readonly routes: readonly Route[];
}

/** A route of a way out, to be tried with one mail. */
export interface Candidate {
  readonly way: WayOut;
  readonly route: Route;
}
