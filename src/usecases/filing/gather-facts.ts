import { authorize } from "../../domain/access/authorize.ts";
import { findOrganisation } from "../../domain/agreement/find-organisation.ts";
import { readAnswer } from "../../domain/approvals/read-answer.ts";
import type { FilingFacts } from "../../domain/filing/decide-filing.ts";
import type { AnsweredConfirmation, Grant } from "../../domain/filing/judge-agent-mail.ts";
import {
  INSTANCE_HEADER,
  looksLikeOwnMessageId,
  readInstanceHeader,
  readMessageId,
} from "../../domain/outbound/own-message-id.ts";
import { findThread, isNamedOn, type ThreadCandidate } from "../../domain/threading/find-thread.ts";
import { decideReopening, type Reopening } from "../../domain/ticket/reopening.ts";
import { saysOnlyThanks } from "../../domain/ticket/says-only-thanks.ts";
import { lockFollowingMerges } from "../follow-merges.ts";
import type { StoredConfirmation } from "../ports/confirmation-store.ts";
import type { OutboxMail } from "../ports/outbox-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { agentOf } from "./agent-of.ts";
import { mayAnswerStatus } from "./answer-status.ts";
import type { FilingContext } from "./filing-context.ts";
import { findAnsweredRelease } from "./find-answered-release.ts";
import { findCanary } from "./find-canary.ts";
import { findConfirmation, lockConfirmation } from "./find-confirmation.ts";
import { gatherCandidates } from "./gather-candidates.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { type AroundTicket, readAroundTicket } from "./read-around-ticket.ts";
import { type ReplyAddresses, readReplyAddresses } from "./read-reply-addresses.ts";

export interface GatheredFacts {
  readonly facts: FilingFacts;
  readonly duplicateTicketId: number | null;
  /** The sender's address gets no mail of the desk, since it is known not to exist. */
  readonly isSenderSuppressed: boolean;
  /** The ticket that the mail belongs to, locked; null when none was found. */
  readonly ticket: Ticket | null;
  /** What surrounds it, read under its lock; null where that was not asked for. */
  readonly around: AroundTicket | null;
  /** Message-IDs of others that it names. */
  readonly namedIds: readonly string[];
  /** Those that nobody knows, for when they come. */
  readonly unknownIds: readonly string[];
  /** Inbound emails that named it before it came, or name what it names. */
  readonly namingIds: readonly number[];
  /** Tickets of the same requester that are of one conversation with it, beside the one that it belongs to; the lowest first. */
  readonly namedOnIds: readonly number[];
}

/** Reads what the decision about one mail rests on; changes nothing but the lock on the ticket that it found. */
export async function gatherFacts(stores: Stores, context: FilingContext, toFile: MailToFile): Promise<GatheredFacts> {
  const { mail } = toFile;
  const asked = await findConfirmation(stores, context, toFile);
  const addresses = readAddresses(context, toFile, asked);
  const { granted, grantedTicketId } = addresses;
  const claimedAgent = agentOf(context.desk, mail.sender.address);
  const [duplicate, { candidates, ...ids }, reportedOutboxId, answered, suppressed] = await Promise.all([
    stores.inbound.findDuplicate(toFile.mailboxId, mail, toFile.inboundEmailId),
    gatherCandidates(stores, context, {
      ...{ mail, claimedAgent, grantedTicketId },
      organisation: provedOrganisation(context, toFile),
    }),
    findReported(stores, context, toFile),
    findAnswered(stores, context, toFile),
    stores.suppressions.findAmong([mail.sender.address]),
  ]);
  const senderUsable = mail.sender.status === "usable";
  const tied = findThread({ candidates, senderUsable, authentic: mail.authentic, receivedAt: toFile.receivedAt });
  const forAgent = tied.kind === "found" && claimedAgent === null ? null : findAnsweredAgent(context, answered);
  const { thread, ...locked } = await lockThread(stores, joinAnswered(tied, forAgent), namedOn(candidates, mail));
  const { ticket } = locked;
  const confirmation = await lockConfirmation(stores, asked, toFile.now);
  const answers = answeredFacts(answered);
  const asksForStatus =
    mayBeRequester(thread, claimedAgent, granted) &&
    duplicate === null &&
    (await mayAnswerStatus(stores, context, toFile, answers.answersAutomaticMail));
  const repeated = duplicate ?? (await findRepeatedMail(stores, toFile, ticket, granted?.grant ?? null));
  return {
    duplicateTicketId: repeated?.ticketId ?? null,
    ...locked,
    isSenderSuppressed: suppressed.length > 0,
    ...ids,
    facts: {
      ...kindOf(context, toFile),
      canary: await findCanary(stores, context, toFile),
      duplicateOf: repeated?.id ?? null,
      isStated: (toFile.stated ?? null) !== null,
      senderUsable,
      authentic: mail.authentic,
      domainProved: mail.authenticity.domainProved,
      ...agentFacts(context, claimedAgent, addresses, { answered: forAgent, confirmation }),
      hasNoDmarc: mail.authenticity.dmarc === "none",
      confirmation,
      saysYes: readAnswer(mail.replyText) === "given",
      thread,
      reopening: ticket === null ? null : reopeningOf(context, toFile, ticket),
      reportedOutboxId,
      ...answers,
      answersRelease: await findAnsweredRelease(stores, context, toFile, answered),
      asksForStatus,
      forwardsSomeone: (mail.forwarded?.from?.address ?? "") !== "",
    },
  };
}

function provedOrganisation({ desk }: FilingContext, { mail }: MailToFile): string | null {
  return mail.authentic ? (findOrganisation(desk, mail.sender.address)?.id ?? null) : null;
}

// Who answers a confirmation says yes and nothing else: no other address of ours makes more of that mail.
function readAddresses(
  context: FilingContext,
  toFile: MailToFile,
  asked: StoredConfirmation | null,
): ReplyAddresses & { readonly grantedTicketId: number | null } {
  if (asked !== null) return { granted: null, addressExpired: false, grantedTicketId: asked.ticketId };
  const addresses = readReplyAddresses(context, toFile);
  return { ...addresses, grantedTicketId: addresses.granted?.ticketId ?? null };
}

type Thread = ReturnType<typeof findThread>;

/** Nothing about the mail says that it is an agent's, or belongs to a ticket. */
function mayBeRequester(thread: Thread, claimedAgent: string | null, granted: ReplyAddresses["granted"]): boolean {
  return thread.kind !== "found" && claimedAgent === null && granted === null;
}

/** The sender's own tickets that a mail is of one conversation with; the lowest first. */
function namedOn(candidates: readonly ThreadCandidate[], mail: MailToFile["mail"]): number[] {
  const named = candidates.filter((candidate) => isNamedOn(candidate, mail)).map(({ ticketId }) => ticketId);
  return [...new Set(named)].sort((a, b) => a - b);
}

// All that will be tied, in one order: else two filers that tie the same tickets wait for each other. The ticket may have been merged meanwhile.
async function lockThread(
  stores: Stores,
  found: Thread,
  named: readonly number[],
): Promise<Pick<GatheredFacts, "ticket" | "around" | "namedOnIds"> & { readonly thread: Thread }> {
  if (found.kind !== "found") return { thread: found, ticket: null, around: null, namedOnIds: named };
  for (const id of named.filter((one) => one < found.ticketId)) await stores.tickets.lock(id);
  // Sent after the lock, and so answered by what holds under it.
  const [ticket, around] = await Promise.all([
    lockFollowingMerges(stores, found.ticketId),
    readAroundTicket(stores, found.ticketId),
  ]);
  const ticketId = ticket?.id ?? found.ticketId;
  const isOfIt = ticketId === found.ticketId;
  return {
    thread: { ...found, ticketId },
    ticket,
    around: isOfIt ? around : null,
    namedOnIds: named.filter((id) => id !== ticketId),
  };
}

function agentFacts(
  context: FilingContext,
  claimedAgent: string | null,
  { granted, addressExpired }: ReplyAddresses,
  { answered, confirmation }: { answered: AnsweredAgent | null; confirmation: AnsweredConfirmation | null },
) {
  const grant = granted?.grant ?? null;
  const ofAddress = confirmation?.agent ?? (grant?.kind === "agent" ? grant.agent : null);
  const speaksFor = ofAddress ?? (answered === null ? claimedAgent : answered.agent);
  return {
    claimedAgent,
    grant,
    addressExpired,
    speaksFor,
    acceptsConfirmation: speaksFor !== null && context.desk.agents[speaksFor]?.proof === "confirmation",
    mayWrite: authorize({ kind: "agent", agent: speaksFor, agents: context.desk.agents }, "write").ok,
    answersAgentsMail: answered !== null,
  };
}

function answeredFacts(answered: OutboxMail | null) {
  return {
    // The notice of a release goes to each address once, in words of people: what answers it is a question of theirs.
    answersAutomaticMail: answered !== null && answered.class !== "reply" && answered.class !== "release",
    answersMailOfNoTicket: answered?.class === "alert" && answered.ticketId === null,
  };
}

interface AnsweredAgent {
  readonly ticketId: number;
  readonly agent: string | null;
}

/**
 * Whom the answered mail of ours was sent to, where that was an agent, perhaps one who is none any more. Only an agent was told its
 * Message-ID: what answers it concerns the agents, however little else it proves.
 */
function findAnsweredAgent(context: FilingContext, answered: OutboxMail | null): AnsweredAgent | null {
  const recipient = answered?.recipients.find(({ role }) => role === "agent");
  if (!answered?.ticketId || recipient === undefined) return null;
  return { ticketId: answered.ticketId, agent: agentOf(context.desk, recipient.address.toLowerCase()) };
}

function joinAnswered(thread: Thread, answered: AnsweredAgent | null): Thread {
  if (thread.kind === "found" || answered === null) return thread;
  const reasons = [...thread.reasons, "it answers a mail of ours to an agent"];
  return { kind: "found", ticketId: answered.ticketId, evidence: "own-message-id", reasons };
}

// A second copy of an agent's mail, by another mailbox or with a changed footer, must neither reach the requester again nor order again what was undone
// since: (agent, Message-ID) is unique (threat T5). The ticket is locked by now, so two copies are looked at one after the other.
async function findRepeatedMail(
  stores: Stores,
  { mail, inboundEmailId }: MailToFile,
  ticket: Ticket | null,
  grant: Grant | null,
): Promise<{ id: number; ticketId: number } | null> {
  if (ticket === null || grant?.kind !== "agent" || mail.messageId === null) return null;
  const copy = { messageId: mail.messageId, from: mail.sender.address };
  const id =
    (await stores.inbound.findOrdered(copy, inboundEmailId)) ?? (await stores.tickets.findSentAnswer(ticket.id, copy));
  return id === null ? null : { id, ticketId: ticket.id };
}

function reopeningOf(context: FilingContext, toFile: MailToFile, ticket: Ticket): Reopening {
  const { desk } = context;
  const { mail } = toFile;
  return decideReopening({
    state: ticket.state,
    endedAt: ticket.closedAt ?? ticket.resolvedAt,
    isShortThanks:
      mail.isShortThanks || (mail.attachments.length === 0 && saysOnlyThanks(mail.replyText, desk.desk.thanks)),
    now: toFile.now,
    reopenDays: desk.desk.reopenDays,
  });
}

// The parser knows no keys: only here can it be proved that a mail of ours has come back (threat T9, brake b).
function kindOf(context: FilingContext, toFile: MailToFile): Pick<FilingFacts, "kind" | "kindReasons"> {
  const { mail } = toFile;
  const instance = mail.deskHeaders[INSTANCE_HEADER.toLowerCase()];
  const isOurs =
    (instance !== undefined && readInstanceHeader(instance, context.signer) !== null) ||
    (mail.messageId !== null && looksLikeOwnMessageId(mail.messageId, domainOf(context)));
  if (!isOurs || mail.kind === "bounce") return { kind: mail.kind, kindReasons: mail.reasons };
  return { kind: "loop", kindReasons: [...mail.reasons, "a mail of this desk came back"] };
}

/** The mail of ours that this one answers, proved by its Message-ID. */
async function findAnswered(stores: Stores, context: FilingContext, toFile: MailToFile): Promise<OutboxMail | null> {
  const { inReplyTo } = toFile.mail;
  const outboxId = inReplyTo === null ? null : readMessageId(inReplyTo, domainOf(context), context.signer);
  return outboxId === null ? null : await stores.outbox.find(outboxId);
}

function domainOf({ desk }: FilingContext): string {
  return desk.desk.address.slice(desk.desk.address.lastIndexOf("@") + 1);
}

// A delivery report can be written by anybody: only our own Message-ID with its MAC says which mail of ours it is about.
async function findReported(stores: Stores, context: FilingContext, toFile: MailToFile): Promise<number | null> {
  const { bounce, delivered } = toFile.mail;
  const original = (bounce ?? delivered)?.originalMessageId;
  if (!original) return null;
  const outboxId = readMessageId(original, domainOf(context), context.signer);
  return outboxId !== null && (await stores.outbox.find(outboxId)) !== null ? outboxId : null;
}
