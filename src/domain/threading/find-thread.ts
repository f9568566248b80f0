import type { Instant } from "../time/instant.ts";

/** How a mail was tied to a ticket; the order is the order of trust (mail.md, "Which ticket"). */
export const THREAD_EVIDENCE = [
  "signed-address",
  "own-message-id",
  "known-message-id",
  "subject-ref",
  "awaited-message-id",
  "shared-message-id",
] as const;
export type ThreadEvidence = (typeof THREAD_EVIDENCE)[number];

/** One tie between the mail and a ticket, with who may use it. Merged tickets are followed before this. */
export interface ThreadCandidate {
  readonly evidence: ThreadEvidence;
  readonly ticketId: number;
  /** The sender takes part in this ticket (requester or admitted). */
  readonly senderTakesPart: boolean;
  /** The sender is proved to write from a domain of the ticket's organisation. */
  readonly senderOfOrganisation: boolean;
  /** Of the last two alone: the mail on the ticket that named this one before it came, or names another that this one names too. */
  readonly naming?: Naming;
}

export interface Naming {
  /** One address, of nobody at the desk, wrote both mails and is the requester of the ticket. */
  readonly isByRequester: boolean;
  readonly authentic: boolean;
  readonly receivedAt: Instant;
}

export interface ThreadFacts {
  /** In order of evidence, then nearest first. */
  readonly candidates: readonly ThreadCandidate[];
  readonly senderUsable: boolean;
  readonly authentic: boolean;
  /** When the desk got it, as its clock counts. */
  readonly receivedAt: Instant;
}

export type Thread =
  | {
      readonly kind: "found";
      readonly ticketId: number;
      readonly evidence: ThreadEvidence;
      readonly reasons: readonly string[];
    }
  /** `relatedTicketId`: where the mail may belong, shown to the agent and never granted to the sender. */
  | { readonly kind: "none"; readonly relatedTicketId: number | null; readonly reasons: readonly string[] };

/**
 * Which ticket a mail belongs to: the first tie that holds and is allowed. A signed address is enough by itself, since only
 * its recipient was told it. Message-IDs and references can be learnt or guessed (threats T2, T6): they count only for those
 * who take part already, and a reference in the subject only with proof of the sender. A mail that was named before it came joins its requester's
 * own ticket alone, and so does one that names what another of theirs on the ticket names.
 */
export function findThread(facts: ThreadFacts): Thread {
  const reasons: string[] = [];
  for (const candidate of facts.candidates) {
    const refusal = refuse(candidate, facts);
    if (refusal === null) {
      return {
        kind: "found",
        ticketId: candidate.ticketId,
        evidence: candidate.evidence,
        reasons: [...reasons, `thread: ${candidate.evidence}`],
      };
    }
    const reason = `not threaded by ${candidate.evidence}: ${refusal}`;
    if (!reasons.includes(reason)) reasons.push(reason);
  }
  return { kind: "none", relatedTicketId: facts.candidates[0]?.ticketId ?? null, reasons };
}

/** Whether the ticket is the sender's own, and a mail of theirs on it of one conversation with this one, whichever ticket that joins. */
export function isNamedOn({ evidence, naming }: ThreadCandidate, facts: Pick<ThreadFacts, "authentic">): boolean {
  if (evidence === "shared-message-id") return refuseShared(naming, facts) === null;
  return naming?.isByRequester ?? false;
}

function refuse(candidate: ThreadCandidate, facts: ThreadFacts): string | null {
  if (candidate.evidence === "signed-address") return null;
  if (!facts.senderUsable) return "the sender cannot be told";
  if (candidate.evidence === "awaited-message-id") return refuseAwaited(candidate.naming, facts);
  if (candidate.evidence === "shared-message-id") return refuseShared(candidate.naming, facts);
  if (!candidate.senderTakesPart && !candidate.senderOfOrganisation) return "the sender takes no part in the ticket";
  if (candidate.evidence === "subject-ref" && !facts.authentic) return "the sender is not proved";
  return null;
}

/**
 * Whoever learns or guesses the Message-ID of a mail to come could name it in somebody's name, and so catch it on a ticket of their making (threats T2
 * and T27). Where the naming mail is proved nobody can. Where neither is, only a mail that the desk had by then joins it: as if both had been
 * filed in the order they came.
 */
function refuseAwaited(naming: Naming | undefined, facts: ThreadFacts): string | null {
  if (!naming?.isByRequester) return "the sender is not the requester of that ticket";
  if (naming.authentic) return null;
  if (facts.authentic) return "this mail is proved, and the one that names it is not";
  return facts.receivedAt <= naming.receivedAt ? null : "it came after the mail that names it, and neither is proved";
}

/**
 * Two answers to one mail that is on no ticket their sender may join. Many may have that mail, and whoever names it in somebody's name would choose the
 * ticket, with its level and its promise, on which the next mail of that person lands (threats T2 and T27): so both must be proved. Since nothing
 * counts but the two, they are together in whatever order they are filed. Another participant's mail is no tie: their answers would reach the requester.
 */
function refuseShared(naming: Naming | undefined, facts: Pick<ThreadFacts, "authentic">): string | null {
  if (!naming?.isByRequester) return "the sender is not the requester of that ticket";
  return naming.authentic && facts.authentic ? null : "this mail and the one that names the same are not both proved";
}
