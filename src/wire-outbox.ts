import { createSmtpSender } from "./adapters/smtp/smtp-sender.ts";
import { answerFailed } from "./usecases/answer-failed.ts";
import { answerSent } from "./usecases/answer-sent.ts";
import type { MailSender } from "./usecases/ports/mail-sender.ts";
import type { SendOutboxServices } from "./usecases/send-outbox.ts";
import type { OpenDesk } from "./wiring.ts";

/** The ways out of the desk, one for each mailbox that has one, and what sending causes. */
export interface Outbox {
  readonly services: SendOutboxServices;
  close(): Promise<void>;
}

export function wireOutbox(desk: OpenDesk): Outbox {
  const senders = new Map<number, MailSender>();
  for (const mailbox of desk.settings.desk.mailboxes) {
    const id = desk.mailboxIds.get(mailbox.name);
    if (mailbox.smtp !== null && id !== undefined) senders.set(id, createSmtpSender(mailbox.smtp));
  }
  const [first] = senders.values();
  return {
    services: {
      unitOfWork: desk.unitOfWork,
      // Mail of a mailbox without a way of its own, and alerts of no mailbox, leave by the first.
      findSender: (mailboxId) => (mailboxId === null ? null : senders.get(mailboxId)) ?? first ?? null,
      randomness: desk.randomness,
      log: desk.log,
      // Metrics are read from the tables, so that they outlive the process.
      meter: { count: (event, mailClass) => desk.log.debug({ event, class: mailClass }, "an attempt to send ended") },
      onReplySent: onReplySent(desk),
      onFailed: (stores, mail, failed) => answerFailed(stores, desk.filing.context, mail, failed),
    },
    close: async () => {
      for (const sender of senders.values()) await sender.close();
    },
  };
}

export function onReplySent(desk: OpenDesk): SendOutboxServices["onReplySent"] {
  return (stores, mail, acceptedAt) => answerSent(stores, desk.clock, mail, acceptedAt);
}
