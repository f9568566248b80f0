import type { AcknowledgePolicy, DeskLimits } from "../desk/desk.ts";
import type { MayAnswer } from "../email/mail-understanding.ts";
import type { Acknowledging } from "./decide-filing.ts";

export interface AcknowledgementFacts {
  readonly acknowledging: Acknowledging;
  readonly senderUsable: boolean;
  readonly authentic: boolean;
  readonly automatic: MayAnswer;
  readonly policy: AcknowledgePolicy;
  readonly limits: DeskLimits;
  /** Automatic answers sent so far: to this address, and in all. */
  readonly sent: {
    readonly lastHour: number;
    readonly lastDay: number;
    readonly domainLastDay: number;
    readonly totalLastHour: number;
  };
}

const WITHHELD: Readonly<Record<Exclude<Acknowledging, "allowed">, string>> = {
  "unproved-agent": "it came in an agent's name without proof",
  "answers-automatic-mail": "it answers a mail that the desk wrote by itself",
};

/**
 * Why no acknowledgement may go out; empty when it may. RFC 3834 section 2 for automatic mail; the limits brake loops and
 * mail that makes the desk write to strangers (mail.md, "May we answer automatically?"; threats T8, T9).
 */
export function judgeAcknowledgement(facts: AcknowledgementFacts): readonly string[] {
  const { limits, sent } = facts;
  const refusals: string[] = [];
  if (facts.acknowledging !== "allowed") refusals.push(WITHHELD[facts.acknowledging]);
  if (!facts.senderUsable) refusals.push("the sender cannot be told");
  if (!facts.automatic.mayAnswer) refusals.push(...facts.automatic.why);
  if (facts.policy === "authenticated" && !facts.authentic) refusals.push("the desk acknowledges proved senders only");
  if (!facts.authentic && sent.lastHour >= limits.unauthenticatedAcknowledgementsAnHour) {
    refusals.push("too many acknowledgements to this unproved address in an hour");
  }
  if (!facts.authentic && sent.lastDay >= limits.unauthenticatedAcknowledgementsADay) {
    refusals.push("too many acknowledgements to this unproved address in a day");
  }
  if (sent.lastDay >= limits.requesterAcknowledgementsADay)
    refusals.push("too many acknowledgements to this address in a day");
  if (sent.domainLastDay >= limits.domainAcknowledgementsADay)
    refusals.push("too many acknowledgements to this domain in a day");
  if (sent.totalLastHour >= limits.totalAcknowledgementsAnHour)
    refusals.push("too many acknowledgements in all in an hour");
  return refusals;
}
