import { createJournal } from "./adapters/imap/create-journal.ts";
import { createSmtpSender } from "./adapters/smtp/smtp-sender.ts";
import { answerFailed } from "./usecases/answer-failed.ts";
import { answerSent } from "./usecases/answer-sent.ts";
import type { AttemptFollowers } from "./usecases/follow-attempt.ts";
import type { MailSender } from "./usecases/ports/mail-sender.ts";
import { restAfterRefusal } from "./usecases/rest-after-refusal.ts";
import { seekEvidence } from "./usecases/seek-evidence.ts";
import type { SendOutboxServices } from "./usecases/send-outbox.ts";
import { wireAccessTokens } from "./wire-access-tokens.ts";
import type { OpenDesk } from "./wiring.ts";

/** The ways out of the desk, one for each mailbox that has one, and what sending causes. */
export interface Outbox {
  readonly services: SendOutboxServices;
  /** Settles what can be settled of mails whose fate nobody knows; without a journal, nothing can. */
  readonly seekEvidence: () => Promise<number>;
  close(): Promise<void>;
}

export function wireOutbox(desk: OpenDesk): Outbox {
  const findTokens = wireAccessTokens(desk);
  const senders = new Map<number, MailSender>();
  for (const mailbox of desk.settings.desk.mailboxes) {
    const id = desk.mailboxIds.get(mailbox.name);
    if (mailbox.smtp !== null && id !== undefined) {
      senders.set(id, createSmtpSender(mailbox.smtp, { tokens: findTokens(mailbox.name) }));
    }
  }
  const [first] = senders.values();
  const { journal } = desk.settings.desk;
  const followers: AttemptFollowers = {
    onReplySent: onReplySent(desk),
    onFailed: (stores, mail, failed) => answerFailed(stores, desk.filing.context, mail, failed),
  };
  return {
    seekEvidence: evidenceSeeker(desk, followers),
    services: {
      unitOfWork: desk.unitOfWork,
      // Mail of a mailbox without a way of its own, and alerts of no mailbox, leave by the first.
      findSender: (mailboxId) => (mailboxId === null ? null : senders.get(mailboxId)) ?? first ?? null,
      randomness: desk.randomness,
      log: desk.log,
      // Metrics are read from the tables, so that they outlive the process.
      meter: { count: (event, mailClass) => desk.log.debug({ event, class: mailClass }, "an attempt to send ended") },
      journalAddress: journal?.address ?? null,
      ...followers,
    },
    close: async () => {
      for (const sender of senders.values()) await sender.close();
    },
  };
}

function evidenceSeeker(desk: OpenDesk, followers: AttemptFollowers): Outbox["seekEvidence"] {
  const { journal } = desk.settings.desk;
  if (journal === null) return async () => 0;
  const { unitOfWork, randomness, log } = desk;
  const source = createJournal({ server: journal.imap, folder: journal.folder, log });
  const rested = restAfterRefusal(
    source,
    () => randomness.fraction(),
    () => performance.now(),
  );
  return () => seekEvidence({ unitOfWork, source: rested, randomness, log, ...followers });
}

export function onReplySent(desk: OpenDesk): SendOutboxServices["onReplySent"] {
  return (stores, mail, acceptedAt) => answerSent(stores, desk.clock, mail, acceptedAt);
}
