import { readAnswer } from "../../domain/approvals/read-answer.ts";
import { readMessageId } from "../../domain/outbound/own-message-id.ts";
import type { OpenApproval } from "../ports/approval-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/**
 * Records the requester's plain yes or no to what they were asked for. Only a proved mail of the requester's own address counts, and only
 * where it is certain which question it answers. True when an answer was recorded; what is not clear is left for a person to read.
 */
export async function recordAnswers(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticket: Ticket,
): Promise<boolean> {
  const { mail } = toFile;
  const isRequester = mail.sender.status === "usable" && mail.sender.address === ticket.requester.address;
  const outcome = readAnswer(mail.replyText);
  if (!mail.authentic || !isRequester || outcome === "unclear") return false;
  const asked = findAsked(context, toFile, ticket, await stores.approvals.listOpen(ticket.id));
  if (asked === null) return false;
  const at = toFile.receivedAt;
  const emailId = toFile.inboundEmailId;
  await stores.approvals.answer(asked.id, { outcome, at, by: mail.sender.address, text: mail.replyText, emailId });
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at,
    type: outcome === "given" ? "approval-given" : "approval-refused",
    actor: "requester",
    data: { asked: asked.asked, approvalId: asked.id, inboundEmailId: emailId },
  });
  return true;
}

// A yes to an older mail of ours says nothing to a newer question.
function findAsked(
  { desk, signer }: FilingContext,
  { mail, receivedAt }: MailToFile,
  ticket: Ticket,
  open: readonly OpenApproval[],
): OpenApproval | null {
  const domain = desk.desk.address.slice(desk.desk.address.lastIndexOf("@") + 1);
  const answered = mail.inReplyTo === null ? null : readMessageId(mail.inReplyTo, domain, signer);
  if (answered !== null) return open.find(({ outboxId }) => outboxId === answered) ?? null;
  // Not what came in before the question and is filed after it, nor what was asked on a ticket merged into this one, perhaps of someone else.
  const [one = null] = open;
  const isAsked = open.length === 1 && one !== null && one.ticketId === ticket.id && one.askedAt <= receivedAt;
  return isAsked ? one : null;
}
