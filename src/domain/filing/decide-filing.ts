import type { MailKind } from "../email/mail-understanding.ts";
import type { Thread, ThreadEvidence } from "../threading/find-thread.ts";
import type { Reopening } from "../ticket/reopening.ts";
import {
  type AgentEvidence,
  confirmsHeldMail,
  judgeAgentMail,
  leavesNoDoubt,
  mayBeConfirmed,
  type NoteReason,
} from "./judge-agent-mail.ts";

/** Everything the decision rests on. It is stored with the filing, so that the decision can be made again and compared. */
export interface FilingFacts extends AgentEvidence {
  readonly kindReasons: readonly string[];
  /** An earlier inbound email with the same content; its Message-ID alone never makes a duplicate (threat T27). */
  readonly duplicateOf: number | null;
  /** A request that was no mail: by phone, through a form, by a program. It opens a ticket, whatever it names or answers. */
  readonly isStated: boolean;
  /** The canary that it is a mail of, proved by our own header, and expected: the first of its kind to come back. Null or missing: it is none. */
  readonly canary?: { readonly id: number; readonly mail: "question" | "answer" } | null;
  readonly authentic: boolean;
  readonly thread: Thread;
  readonly reopening: Reopening | null;
  /** The outbox row that a delivery report, of failure or of success, speaks of, proved by our own Message-ID; null otherwise. */
  readonly reportedOutboxId: number | null;
  /** It answers a mail that the desk wrote by itself: another machine may be at the other end (threat T9). */
  readonly answersAutomaticMail: boolean;
  /** It answers a mail of ours to the desk's people, proved by its Message-ID, that is about no one ticket: a digest of alerts. */
  readonly answersMailOfNoTicket: boolean;
  /** Key of the release whose notice it answers, by the address signed for that notice or by its proved Message-ID; null: it answers none. */
  readonly answersRelease: string | null;
  /** A proved sender asks for their own open tickets, and may have the list now. */
  readonly asksForStatus: boolean;
  /** It answers a mail of ours to an agent, proved by its Message-ID, and its sender takes no part in that mail's ticket. */
  readonly answersAgentsMail: boolean;
  /** A forward names an original sender with a usable address. */
  readonly forwardsSomeone: boolean;
}

/** What is to be done with a mail. The use case carries it out in one transaction with the record of it. */
export type FilingPlan =
  | { readonly action: "record-duplicate"; readonly of: number }
  /** A mail that the desk sent to itself: it goes the way of every mail, and leaves nothing. */
  | { readonly action: "follow-canary"; readonly canaryId: number; readonly mail: "question" | "answer" }
  | { readonly action: "record"; readonly ticketId: number | null }
  | { readonly action: "record-bounce"; readonly outboxId: number; readonly ticketId: number | null }
  /** A report that recipients have the mail, and that nobody failed to get it: automatic mail, but for what it proves. */
  | { readonly action: "record-delivery"; readonly outboxId: number; readonly ticketId: number | null }
  | { readonly action: "agent-mail"; readonly ticketId: number; readonly agent: string }
  /** A mail in an agent's name that may not speak as the agent: kept as a note, never sent on. `writer`: who surely wrote it. */
  | {
      readonly action: "keep-as-note";
      readonly ticketId: number;
      readonly agent: string | null;
      readonly writer: string | null;
      readonly why: readonly NoteReason[];
      /** The agent may be asked whether they wrote it. */
      readonly mayBeConfirmed: boolean;
    }
  /** An agent confirmed a held mail of theirs: that one is carried out as if it had been proved, and this one is kept as a note. */
  | {
      readonly action: "carry-out-held";
      readonly ticketId: number;
      readonly agent: string;
      readonly confirmationId: number;
      readonly inboundEmailId: number;
    }
  /** A proved agent's answer that names no ticket: nothing is done, and the agent is told. */
  | { readonly action: "return-to-agent"; readonly agent: string }
  /** A requester asks for their own open tickets: they are mailed, and no ticket is opened. */
  | { readonly action: "answer-status" }
  | { readonly action: "append"; readonly ticketId: number; readonly reopening: "append" | "store" | "reopen" }
  /** A mail of the requester that was named by another one of theirs on the ticket, and is filed after it; or that names what that one names. */
  | {
      readonly action: "join";
      readonly ticketId: number;
      readonly evidence: JoinEvidence;
      readonly reopening: "append" | "store" | "reopen";
      readonly acknowledging: Acknowledging;
    }
  | {
      readonly action: "open";
      readonly relatedTicketId: number | null;
      readonly requester: "sender" | "forwarded";
      readonly acknowledging: Acknowledging;
      /** Key of the release whose notice it answers. */
      readonly release: string | null;
    };

/** By what a mail joins a ticket that is older than the tie between them. */
export type JoinEvidence = Extract<ThreadEvidence, "awaited-message-id" | "shared-message-id">;

/** Whether the opened ticket may be acknowledged, as far as its filing can tell; the limits are judged later. */
export const ACKNOWLEDGING = ["allowed", "unproved-agent", "answers-automatic-mail"] as const;
export type Acknowledging = (typeof ACKNOWLEDGING)[number];

export type FilingDecisionWord = "ticketed" | "threaded" | "recorded";

export interface DecidedFiling {
  readonly plan: FilingPlan;
  readonly decision: FilingDecisionWord;
  readonly reasons: readonly string[];
}

const RECORDED: ReadonlySet<MailKind> = new Set(["auto-reply", "bounce", "list", "loop", "system"]);

/**
 * The one decision about a mail: pure, total, and made from facts alone. A mail speaks as an agent only where all seven
 * conditions of threat T3 hold; with any less it is a note. Automatic mail is recorded with its ticket and changes nothing
 * (RFC 3834 section 2, threat T9).
 */
export function decideFiling(facts: FilingFacts): DecidedFiling {
  const plan = choosePlan(facts);
  return {
    plan,
    decision: decisionOf(plan),
    reasons: [...facts.kindReasons, ...facts.thread.reasons, ...planReasons(plan, facts)],
  };
}

function choosePlan(facts: FilingFacts): FilingPlan {
  // Before the loop that it is, and before a copy of an earlier one that says the same.
  if (facts.canary) return { action: "follow-canary", canaryId: facts.canary.id, mail: facts.canary.mail };
  return planMail(facts);
}

function planMail(facts: FilingFacts): FilingPlan {
  if (facts.duplicateOf !== null) return { action: "record-duplicate", of: facts.duplicateOf };
  const ticketId = facts.thread.kind === "found" ? facts.thread.ticketId : null;
  if (facts.isStated) return planStated(facts, ticketId);
  if (facts.reportedOutboxId !== null) return planReport(facts, facts.reportedOutboxId, ticketId);
  // A code or a list mail must never reach a ticket that somebody outside can read (threat T1).
  if (facts.kind === "system" || facts.kind === "list") return { action: "record", ticketId: null };
  const isForAgents = facts.grant?.kind === "agent" || facts.answersAgentsMail || facts.confirmation !== null;
  if (facts.kind === "auto-reply" && isForAgents && ticketId !== null) return planAgentMail(facts, ticketId);
  if (RECORDED.has(facts.kind)) return { action: "record", ticketId };
  if (isForAgents || facts.claimedAgent !== null) return planAgentMail(facts, ticketId);
  return planRequesterMail(facts, ticketId);
}

function planReport({ kind }: FilingFacts, outboxId: number, ticketId: number | null): FilingPlan {
  if (kind === "bounce") return { action: "record-bounce", outboxId, ticketId };
  return { action: "record-delivery", outboxId, ticketId: kind === "auto-reply" ? ticketId : null };
}

/** Nobody becomes an agent, answers a question or reads a list by a form: it asks, and an agent sees what it may belong to. */
function planStated(facts: FilingFacts, ticketId: number | null): FilingPlan {
  const isAgents = facts.claimedAgent !== null && !facts.authentic;
  return {
    action: "open",
    relatedTicketId: ticketId ?? (facts.thread.kind === "none" ? facts.thread.relatedTicketId : null),
    requester: "sender",
    acknowledging: isAgents ? "unproved-agent" : "allowed",
    release: null,
  };
}

function planAgentMail(facts: FilingFacts, ticketId: number | null): FilingPlan {
  const { speaksFor } = facts;
  if (ticketId === null) return planAgentOpening(facts);
  const { confirmation } = facts;
  if (confirmation !== null && confirmsHeldMail(facts)) {
    const { id: confirmationId, agent, inboundEmailId } = confirmation;
    return { action: "carry-out-held", ticketId, agent, confirmationId, inboundEmailId };
  }
  const why = judgeAgentMail(facts);
  if (why.length > 0 || speaksFor === null) {
    const writer = leavesNoDoubt(why) ? facts.claimedAgent : null;
    return {
      action: "keep-as-note",
      ticketId,
      agent: speaksFor,
      writer,
      why,
      mayBeConfirmed: mayBeConfirmed(facts, why),
    };
  }
  return { action: "agent-mail", ticketId, agent: speaksFor };
}

// An agent's address that opens a ticket: a colleague with a request of their own, or a forwarded mail.
function planAgentOpening(facts: FilingFacts): FilingPlan {
  const agent = facts.claimedAgent;
  const isProved = facts.authentic && facts.senderUsable;
  if (agent !== null && facts.answersMailOfNoTicket && isProved) return { action: "return-to-agent", agent };
  const relatedTicketId = facts.thread.kind === "none" ? facts.thread.relatedTicketId : null;
  const forwarded = facts.authentic && facts.forwardsSomeone;
  return {
    action: "open",
    relatedTicketId,
    requester: forwarded ? "forwarded" : "sender",
    acknowledging: facts.authentic ? "allowed" : "unproved-agent",
    release: facts.answersRelease,
  };
}

function planRequesterMail(facts: FilingFacts, ticketId: number | null): FilingPlan {
  if (ticketId === null && facts.asksForStatus) return { action: "answer-status" };
  if (ticketId === null) {
    const relatedTicketId = facts.thread.kind === "none" ? facts.thread.relatedTicketId : null;
    return {
      action: "open",
      relatedTicketId,
      requester: "sender",
      acknowledging: acknowledgingOf(facts),
      release: facts.answersRelease,
    };
  }
  if (facts.reopening === "open-linked") {
    return {
      action: "open",
      relatedTicketId: ticketId,
      requester: "sender",
      acknowledging: "allowed",
      release: facts.answersRelease,
    };
  }
  const reopening = facts.reopening ?? "append";
  const evidence = facts.thread.kind === "found" ? facts.thread.evidence : null;
  if (evidence === "awaited-message-id" || evidence === "shared-message-id") {
    return { action: "join", ticketId, evidence, reopening, acknowledging: acknowledgingOf(facts) };
  }
  return { action: "append", ticketId, reopening };
}

function acknowledgingOf({ answersAutomaticMail }: FilingFacts): Acknowledging {
  return answersAutomaticMail ? "answers-automatic-mail" : "allowed";
}

function decisionOf(plan: FilingPlan): FilingDecisionWord {
  if (plan.action === "open") return "ticketed";
  const threaded: readonly FilingPlan["action"][] = ["agent-mail", "carry-out-held", "keep-as-note", "append", "join"];
  if (threaded.includes(plan.action)) return "threaded";
  return "recorded";
}

function planReasons(plan: FilingPlan, facts: FilingFacts): readonly string[] {
  switch (plan.action) {
    case "record-duplicate":
      return [`the same mail was filed before as inbound email ${plan.of}`];
    case "follow-canary":
      return [
        plan.mail === "question"
          ? `the question of canary ${plan.canaryId}, which the desk sent to itself`
          : `the answer of canary ${plan.canaryId}, which the desk sent to itself`,
      ];
    case "record-bounce":
      return ["a delivery report about a mail of ours, proved by its Message-ID"];
    case "record-delivery":
      return ["a report that a mail of ours was delivered, proved by its Message-ID: recorded and never answered"];
    case "record":
      return [`${facts.kind} mail is recorded and never answered`];
    case "agent-mail":
      return [`proved to be from agent ${plan.agent}, at the address signed for this agent`];
    case "carry-out-held":
      return [`agent ${plan.agent} confirmed inbound email ${plan.inboundEmailId}, which is carried out as if proved`];
    case "keep-as-note":
      return [
        `in the name of agent ${plan.agent ?? "who is none any more"}, kept as a note: ${plan.why.map((reason) => NOTE_REASON_TEXT[reason]).join("; ")}`,
      ];
    case "return-to-agent":
      return [`agent ${plan.agent} answered a mail of the desk that is about no one ticket`];
    case "answer-status":
      return ["a proved sender asked for their own open tickets: the list is the answer"];
    case "append":
    case "join":
      return plan.reopening === "append" ? [] : [`the ticket had ended: ${plan.reopening}`];
    case "open":
      return openReasons(plan);
  }
}

const NOTE_REASON_TEXT: Readonly<Record<NoteReason, string>> = {
  "no-plain-yes": "it answers a confirmation with something else than a plain yes",
  "confirmation-expired": "the confirmation that it answers has expired",
  "confirmation-used": "the confirmation that it answers was used before",
  "confirmation-changed": "the held mail is not the one that was shown",
  "no-token": "it did not come to an address signed for an agent",
  expired: "the signed address has expired",
  unproved: "DMARC does not prove the sender's domain",
  "other-sender": "the sender's address is not one of that agent's",
  "ambiguous-sender": "it does not have exactly one sender",
  automatic: "a machine sent it",
  "may-not-write": "that agent may not write to tickets now",
};

function openReasons(plan: Extract<FilingPlan, { action: "open" }>): readonly string[] {
  const related = plan.relatedTicketId === null ? [] : ["may be related to an earlier ticket"];
  const forwarded =
    plan.requester === "forwarded" ? ["forwarded by an agent: the original sender is the requester"] : [];
  const release = plan.release === null ? [] : [`it answers the notice of release ${plan.release}`];
  return ["opens a ticket", ...related, ...forwarded, ...release];
}
