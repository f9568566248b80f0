import { isOpen } from "../domain/outbound/after-attempt.ts";
import type { FilingContext } from "./filing/filing-context.ts";
import { tellDeliveryFailure } from "./filing/tell-delivery-failure.ts";
import { tellOfUnreached } from "./filing/tell-of-unreached.ts";
import { followMerges } from "./follow-merges.ts";
import type { OutboxMail, OutboxRecipient } from "./ports/outbox-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import { suppressDeadAddresses } from "./suppress-address.ts";

/**
 * A mail that will never reach some of its recipients, or perhaps has not: those that do not exist are suppressed, the ticket's history says which
 * it is, and for a reply the agents are told.
 */
export async function answerFailed(
  stores: Stores,
  context: FilingContext,
  mail: OutboxMail,
  failed: readonly OutboxRecipient[],
): Promise<void> {
  // What a server said of an earlier attempt says nothing of the one it left unanswered.
  const mayHaveArrived = failed.every(isOpen);
  const refusals = failed.map(({ address, role, reply }) => ({
    address,
    role,
    status: null,
    reply: mayHaveArrived ? "" : (reply ?? ""),
  }));
  const suppressed = await suppressDeadAddresses(stores, context.desk, refusals);
  if (!mayHaveArrived) await tellOfUnreached(stores, context, mail, refusals);
  const ticket = mail.ticketId === null ? null : await followMerges(stores, mail.ticketId);
  if (ticket === null) return;
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: await stores.now(),
    type: mayHaveArrived ? "delivery-uncertain" : "delivery-failed",
    actor: "desk",
    data: { outboxId: mail.id, class: mail.class, addresses: failed.map((one) => one.address) },
  });
  if (mail.class !== "reply") return;
  await tellDeliveryFailure(stores, context, ticket, { refusals, suppressed, mayHaveArrived });
}
