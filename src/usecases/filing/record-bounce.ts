import type { BouncedRecipient } from "../../domain/email/mail-understanding.ts";
import { answerName } from "../answer-name.ts";
import { revokeAnswer } from "../clock/revoke-answer.ts";
import { lockFollowingMerges } from "../follow-merges.ts";
import type { OutboxMail, OutboxRecipient } from "../ports/outbox-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { tellDeliveryFailure } from "./tell-delivery-failure.ts";

type FailedRecipient = BouncedRecipient & Pick<OutboxRecipient, "role">;

/**
 * A delivery report about a mail of ours, proved by its Message-ID: its recipients are marked as failed, and an answer that
 * reached nobody no longer counts as one (sla.md, `revoke`). The agents are told.
 */
export async function recordBounce(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  outboxId: number,
): Promise<number | null> {
  const outbound = await stores.outbox.find(outboxId);
  if (outbound?.ticketId == null) return null;
  const ticket = await lockFollowingMerges(stores, outbound.ticketId);
  if (ticket === null) return null;
  await stores.tickets.addMessage(newInboundMessage(toFile, ticket.id, { direction: "inbound", author: "unknown" }));
  const failures = failedRecipients(toFile, outbound);
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.receivedAt,
    type: "bounced",
    actor: "unknown",
    data: { inboundEmailId: toFile.inboundEmailId, outboxId, addresses: failures.map((one) => one.address) },
  });
  for (const failure of failures) {
    await stores.outbox.recordBounce(outboxId, failure.address, failure.diagnostic ?? failure.status ?? "bounced");
  }
  if (outbound.class === "reply" && failures.some((one) => one.role === "requester")) {
    // The answer counted where the ticket lived when it was sent.
    for (const id of new Set([outbound.ticketId, ticket.id])) {
      await revokeAnswer(stores, context.clock, id, { at: toFile.receivedAt, answer: answerName(outboxId) });
    }
    await tellDeliveryFailure(stores, context, ticket, failures.map(toFailure));
  }
  return ticket.id;
}

function toFailure(one: BouncedRecipient) {
  return { address: one.address, reply: one.diagnostic ?? one.status ?? "" };
}

// A report may name anybody: only those whom the mail was sent to can have failed.
// Servers report an address in their own case, and the domain as it was mailed: ours is the row of the outbox.
function failedRecipients(toFile: MailToFile, outbound: OutboxMail): FailedRecipient[] {
  const reported = (toFile.mail.bounce?.recipients ?? []).filter((one) => one.action === "failed");
  return outbound.recipients.flatMap(({ address, role }) => {
    const report = reported.find((one) => one.address.toLowerCase() === address.toLowerCase());
    return report === undefined ? [] : [{ ...report, address, role }];
  });
}
