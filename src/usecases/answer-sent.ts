import type { Instant } from "../domain/time/instant.ts";
import { answerName } from "./answer-name.ts";
import type { ClockContext } from "./clock/clock-context.ts";
import { recordAnswer } from "./clock/record-answer.ts";
import { lockFollowingMerges } from "./follow-merges.ts";
import type { OutboxMail } from "./ports/outbox-store.ts";
import type { Ticket } from "./ports/ticket-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/**
 * The requester's server took an agent's reply: that instant, and no earlier one, keeps the promise (sla.md, truth table). Where the ticket was
 * merged meanwhile, the promise is kept in the ticket that lives on, if it is the same requester's.
 */
export async function answerSent(
  stores: Stores,
  clock: ClockContext,
  mail: OutboxMail,
  acceptedAt: Instant,
): Promise<void> {
  if (mail.ticketId === null) return;
  // The ticket before its clocks: the order in which every transaction locks them.
  const ticket = await lockFollowingMerges(stores, mail.ticketId);
  const answeredId = ticket !== null && isRequester(ticket, mail) ? ticket.id : mail.ticketId;
  const at = await instantOfAnswer(stores, answeredId, acceptedAt);
  await recordAnswer(stores, clock, answeredId, { answer: answerName(mail.id), at });
  await stores.tickets.appendEvent({
    ticketId: mail.ticketId,
    at: acceptedAt,
    type: "reply-delivered",
    actor: "desk",
    data: { outboxId: mail.id },
  });
}

function isRequester(ticket: Ticket, { recipients }: OutboxMail): boolean {
  const address = ticket.requester.address.toLowerCase();
  return recipients.some((one) => one.role === "requester" && one.address.toLowerCase() === address);
}

/**
 * Whoever has the ticket first wins. The acceptance is dated before the ticket is locked, so a breach may have rung in
 * between: then the answer came after it, and the record never shows a promise both kept and broken.
 */
async function instantOfAnswer(stores: Stores, ticketId: number, acceptedAt: Instant): Promise<Instant> {
  const clocks = await stores.clocks.listForTicket(ticketId);
  const hasRung = clocks.some(
    ({ breachedAt, metAt }) => metAt === null && breachedAt !== null && acceptedAt <= breachedAt,
  );
  return hasRung ? await stores.now() : acceptedAt;
}
