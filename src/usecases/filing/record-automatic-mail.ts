import type { Stores } from "../ports/unit-of-work.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";

/**
 * Keeps an automatic mail on the ticket that it speaks of, where there is one. It reopens nothing, moves no clock, counts as
 * no contact and is never answered.
 */
export async function recordAutomaticMail(
  stores: Stores,
  toFile: MailToFile,
  ticketId: number | null,
): Promise<number | null> {
  if (ticketId === null) return null;
  await stores.tickets.addMessage(newInboundMessage(toFile, ticketId, { direction: "inbound", author: "unknown" }));
  await stores.tickets.appendEvent({
    ticketId,
    at: toFile.receivedAt,
    type: "automatic-mail",
    actor: "unknown",
    data: { inboundEmailId: toFile.inboundEmailId, kind: toFile.mail.kind },
  });
  return ticketId;
}
