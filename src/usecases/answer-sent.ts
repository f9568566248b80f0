import type { Instant } from "../domain/time/instant.ts";
import { answerName } from "./answer-name.ts";
import type { ClockContext } from "./clock/clock-context.ts";
import { recordAnswer } from "./clock/record-answer.ts";
import type { OutboxMail } from "./ports/outbox-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/** The requester's server took an agent's reply: that instant, and no earlier one, keeps the promise (sla.md, truth table). */
export async function answerSent(
  stores: Stores,
  clock: ClockContext,
  mail: OutboxMail,
  acceptedAt: Instant,
): Promise<void> {
  if (mail.ticketId === null) return;
  // The ticket before its clocks: the order in which every transaction locks them.
  await stores.tickets.lock(mail.ticketId);
  await recordAnswer(stores, clock, mail.ticketId, { answer: answerName(mail.id), at: acceptedAt });
  await stores.tickets.appendEvent({
    ticketId: mail.ticketId,
    at: acceptedAt,
    type: "reply-delivered",
    actor: "desk",
    data: { outboxId: mail.id },
  });
}
