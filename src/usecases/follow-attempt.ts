import { type AfterAttempt, isOpen } from "../domain/outbound/after-attempt.ts";
import type { Instant } from "../domain/time/instant.ts";
import type { OutboxMail, OutboxRecipient } from "./ports/outbox-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

export interface AttemptFollowers {
  /** In the transaction that records it: the server took a reply for the requester at this instant. */
  readonly onReplySent: (stores: Stores, mail: OutboxMail, acceptedAt: Instant) => Promise<void>;
  /**
   * In the transaction that records it: these recipients will never get the mail, or, while their state is still open, may or may not have got it, and
   * it is not sent to them again by itself.
   */
  readonly onFailed: (stores: Stores, mail: OutboxMail, failed: readonly OutboxRecipient[]) => Promise<void>;
}

/** What follows from an attempt to send, whether a server answered it or evidence was found later. */
export async function followAttempt(
  followers: AttemptFollowers,
  stores: Stores,
  mail: OutboxMail,
  after: AfterAttempt<OutboxRecipient>,
  acceptedAt: Instant,
): Promise<void> {
  // What becomes of a canary is told of the mailbox it is for: it must neither suppress the desk's own address nor tell anybody.
  if (mail.class === "canary") return;
  const sent = after.recipients.filter(({ address }) => after.newlySent.includes(address));
  const reachedRequester = sent.some(({ role }) => role === "requester");
  if (mail.class === "reply" && reachedRequester) await followers.onReplySent(stores, mail, acceptedAt);
  const failed = after.recipients.filter(({ address }) => after.newlyFailed.includes(address));
  const isGivenUp = after.state === "uncertain" && after.nextAt === null;
  const unknown = isGivenUp ? after.recipients.filter(isOpen) : [];
  if (failed.length + unknown.length > 0) await followers.onFailed(stores, mail, [...failed, ...unknown]);
}
