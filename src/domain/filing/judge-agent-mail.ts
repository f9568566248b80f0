import type { MailKind } from "../email/mail-understanding.ts";

/** A signed reply address that the mail came to and that we made: whom it was given to. An agent's may be past its time. */
export type Grant = { readonly kind: "requester" } | { readonly kind: "agent"; readonly agent: string };

/** Why a mail does not speak as the agent: one for each of the seven conditions of threat T3, in their order. */
export const NOTE_REASONS = [
  "no-token",
  "expired",
  "unproved",
  "other-sender",
  "ambiguous-sender",
  "automatic",
  "may-not-write",
] as const;
/** In the place of `no-token` where the mail came to the address of a confirmation: why it confirms nothing. */
export const UNCONFIRMED_REASONS = [
  "no-plain-yes",
  "confirmation-expired",
  "confirmation-used",
  "confirmation-changed",
] as const;
export type NoteReason = (typeof NOTE_REASONS)[number] | (typeof UNCONFIRMED_REASONS)[number];

/** A confirmation that the mail answers to, at the address we signed for it: which mail it holds, and whether it still can be carried out. */
export interface AnsweredConfirmation {
  readonly id: number;
  readonly agent: string;
  readonly inboundEmailId: number;
  /** `changed`: the held mail is not the one that was shown, or is gone. */
  readonly state: "open" | "used" | "expired" | "changed";
}

/** What the seven conditions are judged from. */
export interface AgentEvidence {
  readonly kind: MailKind;
  readonly senderUsable: boolean;
  /** DMARC passed for the domain of the address that people read as the sender, be it the only one or not. */
  readonly domainProved: boolean;
  /** The agent who owns the sender's address; nothing is proved by it. */
  readonly claimedAgent: string | null;
  readonly grant: Grant | null;
  /** A reply address of ours that it came to says that its time is over, whether or not we signed it. */
  readonly addressExpired: boolean;
  /** Whom the mail would speak for: whose signed address it came to, else whom the mail it answers was sent to, else the claimed one. */
  readonly speaksFor: string | null;
  /** That agent may write to tickets now. */
  readonly mayWrite: boolean;
  /** DMARC was looked for and the sender's domain has none: neither a proof nor a refutation. */
  readonly hasNoDmarc: boolean;
  /** For that agent the desk file takes a one-time confirmation in DMARC's place. */
  readonly acceptsConfirmation: boolean;
  readonly confirmation: AnsweredConfirmation | null;
  /** Its new text is a plain yes. */
  readonly saysYes: boolean;
}

/** The conditions that do not hold, each looked at by itself; empty: the mail speaks as the agent. */
export function judgeAgentMail(evidence: AgentEvidence): readonly NoteReason[] {
  const { speaksFor, claimedAgent } = evidence;
  const holds: Readonly<Record<(typeof NOTE_REASONS)[number], boolean>> = {
    "no-token": evidence.grant?.kind === "agent",
    expired: !evidence.addressExpired,
    unproved: evidence.domainProved,
    "other-sender": speaksFor !== null && claimedAgent === speaksFor,
    "ambiguous-sender": evidence.senderUsable,
    automatic: evidence.kind === "person",
    "may-not-write": evidence.mayWrite,
  };
  const missing = NOTE_REASONS.filter((reason) => !holds[reason]);
  const unconfirmed = whyUnconfirmed(evidence);
  return unconfirmed === null ? missing : missing.map((reason) => (reason === "no-token" ? unconfirmed : reason));
}

/** Why an answer to a confirmation confirms nothing, by itself; null where that is not why, or where it answers none. */
function whyUnconfirmed({ confirmation, saysYes }: AgentEvidence): (typeof UNCONFIRMED_REASONS)[number] | null {
  if (confirmation === null) return null;
  if (confirmation.state !== "open") return `confirmation-${confirmation.state}`;
  return saysYes ? null : "no-plain-yes";
}

const OF_THE_ADDRESS: readonly NoteReason[] = [...UNCONFIRMED_REASONS, "no-token", "expired", "other-sender"];

/** True where these reasons leave no doubt that the agent who claims it wrote the mail, who may then be told what to do instead. */
export function leavesNoDoubt(why: readonly NoteReason[]): boolean {
  return why.every((reason) => OF_THE_ADDRESS.includes(reason));
}

/**
 * True where nothing but DMARC is missing, the domain has none, and the desk file takes another proof: the agent may be asked. A mail that
 * DMARC refutes is never asked about.
 */
export function mayBeConfirmed(evidence: AgentEvidence, why: readonly NoteReason[]): boolean {
  return why.length === 1 && why[0] === "unproved" && evidence.hasNoDmarc && evidence.acceptsConfirmation;
}

/**
 * True where the mail confirms a held one. The address went to the enrolled mailbox alone, so who has it reads that mailbox; it is good
 * once. A machine that answers there confirms nothing, also where it does not say that it is one: it does not say yes.
 */
export function confirmsHeldMail(evidence: AgentEvidence): boolean {
  const { confirmation } = evidence;
  return (
    confirmation?.state === "open" &&
    evidence.saysYes &&
    evidence.kind === "person" &&
    evidence.senderUsable &&
    evidence.claimedAgent === confirmation.agent &&
    evidence.mayWrite &&
    evidence.acceptsConfirmation &&
    (evidence.hasNoDmarc || evidence.domainProved)
  );
}
