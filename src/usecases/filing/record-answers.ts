import type { UnrecordedReason } from "../../domain/approvals/approval.ts";
import { readAnswer } from "../../domain/approvals/read-answer.ts";
import { readMessageId } from "../../domain/outbound/own-message-id.ts";
import type { PauseReason } from "../../domain/sla/clock-event.ts";
import type { OpenApproval } from "../ports/approval-store.ts";
import type { Author, Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { endedPauses } from "./ended-pauses.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { settleTime } from "./settle-time.ts";

/** What a mail on a ticket says to what its requester was asked for. */
export interface Answering {
  /** The question that now has its answer. */
  readonly recorded: OpenApproval | null;
  /** Why a plain yes or no is on record of nothing; null where it is, or where none was said or asked. */
  readonly unrecorded: UnrecordedReason | null;
  /** What is no longer waited for, now that this mail is here. */
  readonly ended: readonly PauseReason[];
}

/**
 * Records the requester's plain yes or no to what they were asked for. Only a proved mail of the requester's own address counts, and only
 * where it is certain which question it answers. `open`: what the ticket's requester was asked and has not answered. What is not clear is left for a person to read.
 */
export async function recordAnswers(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  about: { readonly ticket: Ticket; readonly author: Author; readonly open: readonly OpenApproval[] },
): Promise<Answering> {
  const { ticket, author, open } = about;
  const addressed = findAddressed(context, toFile, open);
  const ended = endedPauses({ author, open, addressed });
  const outcome = readAnswer(toFile.mail.replyText);
  if (open.length === 0 || outcome === "unclear") return { recorded: null, unrecorded: null, ended };
  const asked = await theOneAsked(stores, context, toFile, { ticket, open });
  const unrecorded = judge(toFile, author, asked);
  if (asked === null || unrecorded !== null) return { recorded: null, unrecorded, ended };
  await record(stores, toFile, { ticket, asked, outcome });
  if (outcome === "given") await settleTime(stores, context.desk, ticket.id, toFile.now);
  return { recorded: asked, unrecorded: null, ended };
}

function judge({ mail }: MailToFile, author: Author, asked: OpenApproval | null): UnrecordedReason | null {
  if (author !== "requester") return "other-person";
  if (!mail.authentic) return "unproved";
  return asked === null ? "uncertain-question" : null;
}

async function record(
  stores: Stores,
  { mail, receivedAt: at, inboundEmailId: emailId }: MailToFile,
  { ticket, asked, outcome }: { ticket: Ticket; asked: OpenApproval; outcome: "given" | "refused" },
): Promise<void> {
  await stores.approvals.answer(asked.id, { outcome, at, by: mail.sender.address, text: mail.replyText, emailId });
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at,
    type: outcome === "given" ? "approval-given" : "approval-refused",
    actor: "requester",
    data: { asked: asked.asked, approvalId: asked.id, inboundEmailId: emailId },
  });
}

/** Those that the mail may speak to: the one whose mail it answers, or all that were asked by then where it answers no mail of ours. */
function findAddressed(
  context: FilingContext,
  toFile: MailToFile,
  open: readonly OpenApproval[],
): readonly OpenApproval[] {
  const answered = answeredMail(context, toFile);
  if (answered !== null) return open.filter(({ outboxId }) => outboxId === answered);
  return open.filter(({ askedAt }) => askedAt <= toFile.receivedAt);
}

// A yes to an older mail of ours says nothing to a newer question.
async function theOneAsked(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  { ticket, open }: { readonly ticket: Ticket; readonly open: readonly OpenApproval[] },
): Promise<OpenApproval | null> {
  const answered = answeredMail(context, toFile);
  if (answered !== null) return open.find(({ outboxId }) => outboxId === answered) ?? null;
  // Not what came in before the question and is filed after it, nor what was asked on a ticket merged into this one, perhaps of someone else.
  const [one = null] = open;
  const isAsked = open.length === 1 && one !== null && one.ticketId === ticket.id && one.askedAt <= toFile.receivedAt;
  return isAsked && !(await answersSomebodyElse(stores, toFile, one)) ? one : null;
}

/** Who says yes to what a colleague wrote on the ticket has said nothing to the desk. */
async function answersSomebodyElse(
  stores: Stores,
  { mail: { inReplyTo } }: MailToFile,
  { ticketId, askedEmailId }: OpenApproval,
): Promise<boolean> {
  if (inReplyTo === null) return false;
  const messages = await stores.tickets.listMessages(ticketId);
  const answered = messages.find(({ messageId }) => messageId === inReplyTo.trim());
  return answered !== undefined && answered.author !== "requester" && answered.inboundEmailId !== askedEmailId;
}

function answeredMail({ desk, signer }: FilingContext, { mail }: MailToFile): number | null {
  const domain = desk.desk.address.slice(desk.desk.address.lastIndexOf("@") + 1);
  return mail.inReplyTo === null ? null : readMessageId(mail.inReplyTo, domain, signer);
}
