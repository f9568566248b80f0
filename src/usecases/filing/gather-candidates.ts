import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { isErasedAddress } from "../../domain/privacy/erased-address.ts";
import type { Naming, ThreadCandidate } from "../../domain/threading/find-thread.ts";
import { followMerges } from "../follow-merges.ts";
import type { NamingMail, ParticipantState, Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import { type FoundTies, findTies, type Tie } from "./find-ties.ts";

export interface CandidateQuestion {
  readonly mail: MailUnderstanding;
  readonly claimedAgent: string | null;
  /** The ticket of a good signed reply address. */
  readonly grantedTicketId: number | null;
  /** The organisation whose domain the sender is proved to write from. */
  readonly organisation: string | null;
}

export interface GatheredCandidates extends Pick<FoundTies, "namedIds" | "unknownIds"> {
  /** The most trusted first, then the nearest reference first. */
  readonly candidates: readonly ThreadCandidate[];
  /** Inbound emails that named the mail before it came, or name what it names. */
  readonly namingIds: readonly number[];
}

/** Every tie between a mail and a ticket, with who its sender is there. */
export async function gatherCandidates(
  stores: Stores,
  context: FilingContext,
  question: CandidateQuestion,
): Promise<GatheredCandidates> {
  const { grantedTicketId } = question;
  const granted: Tie[] = grantedTicketId === null ? [] : [{ evidence: "signed-address", ticketId: grantedTicketId }];
  const { ties, ...ids } = await findTies(stores, context, question.mail);
  const isOfAgent = question.claimedAgent !== null && question.mail.authentic;
  const all = [...granted, ...ties];
  const known = await readTickets(stores, all);
  const candidates = all.flatMap((tie): ThreadCandidate[] => {
    const ticket = known.get(tie.ticketId) ?? null;
    // Nobody is behind it any more: whoever writes again is somebody new. An agent is told so.
    const isCandidate = ticket !== null && (isOfAgent || !isErasedAddress(ticket.requester.address));
    return isCandidate ? [candidateOf(tie, ticket, question)] : [];
  });
  const namingIds = ties.flatMap(({ naming }) => naming?.inboundEmailId ?? []);
  return { candidates, ...ids, namingIds };
}

interface KnownTicket extends Ticket {
  readonly participants: readonly { readonly address: string; readonly state: ParticipantState }[];
}

/** Each once, by the id that a tie has: the ticket that lives on there, and who takes part in it. */
async function readTickets(
  stores: Stores,
  ties: readonly Pick<Tie, "ticketId">[],
): Promise<ReadonlyMap<number, KnownTicket | null>> {
  const ids = [...new Set(ties.map(({ ticketId }) => ticketId))];
  return new Map(await Promise.all(ids.map(async (id) => [id, await readTicket(stores, id)] as const)));
}

async function readTicket(stores: Stores, id: number): Promise<KnownTicket | null> {
  const [ticket, participants] = await Promise.all([followMerges(stores, id), stores.tickets.listParticipants(id)]);
  if (ticket === null || ticket.id === id) return ticket && { ...ticket, participants };
  return { ...ticket, participants: await stores.tickets.listParticipants(ticket.id) };
}

function candidateOf({ evidence, naming }: Tie, ticket: KnownTicket, question: CandidateQuestion): ThreadCandidate {
  const candidate = { ...senderIn(ticket, question), evidence, ticketId: ticket.id };
  return naming === undefined ? candidate : { ...candidate, naming: asNaming(naming, ticket, question) };
}

function senderIn({ participants, organisation }: KnownTicket, question: CandidateQuestion) {
  const { mail } = question;
  const isParticipant = participants.some((one) => one.address === mail.sender.address && one.state !== "pending");
  return {
    senderTakesPart: isParticipant || (question.claimedAgent !== null && mail.authentic),
    senderOfOrganisation: question.organisation !== null && question.organisation === organisation,
  };
}

// Who wrote it, and not only whose the ticket is: another's may have been merged into it since.
function asNaming(
  { from, authentic, receivedAt }: NamingMail,
  { requester }: Ticket,
  { claimedAgent, mail: { sender } }: CandidateQuestion,
): Naming {
  const isByRequester = claimedAgent === null && from === sender.address && requester.address === sender.address;
  return { isByRequester, authentic, receivedAt };
}
