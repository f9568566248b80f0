import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { looksLikeOwnMessageId, readMessageId } from "../../domain/outbound/own-message-id.ts";
import type { ThreadCandidate, ThreadEvidence } from "../../domain/threading/find-thread.ts";
import { findTicketRefs } from "../../domain/ticket/ticket-ref.ts";
import { followMerges } from "../follow-merges.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";

export interface CandidateQuestion {
  readonly mail: MailUnderstanding;
  readonly claimedAgent: string | null;
  /** The ticket of a good signed reply address. */
  readonly grantedTicketId: number | null;
  /** The organisation whose domain the sender is proved to write from. */
  readonly organisation: string | null;
}

const MAX_REFS = 3;
const MAX_MESSAGE_IDS = 20;

/** Every tie between a mail and a ticket, the most trusted first, then the nearest reference first. */
export async function gatherCandidates(
  stores: Stores,
  context: FilingContext,
  question: CandidateQuestion,
): Promise<ThreadCandidate[]> {
  const ties: { evidence: ThreadEvidence; ticketId: number }[] = [];
  if (question.grantedTicketId !== null) ties.push({ evidence: "signed-address", ticketId: question.grantedTicketId });
  const refs = findTicketRefs(question.mail.subject).slice(0, MAX_REFS);
  const [byMessageId, ...byRef] = await Promise.all([
    tiesByMessageId(stores, context, question.mail),
    ...refs.map((ref) => stores.tickets.findByRef(ref)),
  ]);
  ties.push(...byMessageId);
  for (const ticket of byRef) if (ticket) ties.push({ evidence: "subject-ref", ticketId: ticket.id });
  const candidates: ThreadCandidate[] = [];
  for (const tie of ties) {
    const ticket = await followMerges(stores, tie.ticketId);
    if (ticket)
      candidates.push({ ...(await senderIn(stores, ticket, question)), evidence: tie.evidence, ticketId: ticket.id });
  }
  return candidates;
}

async function tiesByMessageId(stores: Stores, context: FilingContext, mail: MailUnderstanding) {
  const nearestFirst = [mail.inReplyTo, ...mail.references.toReversed()].filter((id) => id !== null);
  const ids = [...new Set(nearestFirst)].slice(0, MAX_MESSAGE_IDS);
  const found = await stores.tickets.findByMessageIds(ids);
  const domain = context.desk.desk.address.slice(context.desk.desk.address.lastIndexOf("@") + 1);
  const ties = found.flatMap(({ messageId, ticketId }): { evidence: ThreadEvidence; ticketId: number }[] => {
    if (readMessageId(messageId, domain, context.signer) !== null) return [{ evidence: "own-message-id", ticketId }];
    // In the shape of ours without our MAC: made up by somebody.
    return looksLikeOwnMessageId(messageId, domain) ? [] : [{ evidence: "known-message-id", ticketId }];
  });
  return [
    ...ties.filter((tie) => tie.evidence === "own-message-id"),
    ...ties.filter((tie) => tie.evidence === "known-message-id"),
  ];
}

async function senderIn(stores: Stores, ticket: Ticket, question: CandidateQuestion) {
  const { mail } = question;
  const participants = await stores.tickets.listParticipants(ticket.id);
  const isParticipant = participants.some((one) => one.address === mail.sender.address && one.state !== "pending");
  return {
    senderTakesPart: isParticipant || (question.claimedAgent !== null && mail.authentic),
    senderOfOrganisation: question.organisation !== null && question.organisation === ticket.organisation,
  };
}
