/** How a mail was tied to a ticket; the order is the order of trust (mail.md, "Which ticket"). */
export const THREAD_EVIDENCE = ["signed-address", "own-message-id", "known-message-id", "subject-ref"] as const;
export type ThreadEvidence = (typeof THREAD_EVIDENCE)[number];

/** One tie between the mail and a ticket, with who may use it. Merged tickets are followed before this. */
export interface ThreadCandidate {
  readonly evidence: ThreadEvidence;
  readonly ticketId: number;
  /** The sender takes part in this ticket (requester or admitted). */
  readonly senderTakesPart: boolean;
  /** The sender is proved to write from a domain of the ticket's organisation. */
  readonly senderOfOrganisation: boolean;
}

export interface ThreadFacts {
  /** In order of evidence, then nearest first. */
  readonly candidates: readonly ThreadCandidate[];
  readonly senderUsable: boolean;
  readonly authentic: boolean;
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
 * who take part already, and a reference in the subject only with proof of the sender.
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
    reasons.push(`not threaded by ${candidate.evidence}: ${refusal}`);
  }
  return { kind: "none", relatedTicketId: facts.candidates[0]?.ticketId ?? null, reasons };
}

function refuse(candidate: ThreadCandidate, facts: ThreadFacts): string | null {
  if (candidate.evidence === "signed-address") return null;
  if (!facts.senderUsable) return "the sender cannot be told";
  if (!candidate.senderTakesPart && !candidate.senderOfOrganisation) return "the sender takes no part in the ticket";
  if (candidate.evidence === "subject-ref" && !facts.authentic) return "the sender is not proved";
  return null;
}
