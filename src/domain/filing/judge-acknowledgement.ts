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
    /** To this address for mails of the same words, whatever their numbers, in an hour. */
    readonly sameBodyLastHour: number;
  };
}

/** Somebody may report three meters in an hour in the same words; a program that answers our answers would do it for ever. */
const MAX_SAME_BODY_AN_HOUR = 2;

const WITHHELD: Readonly<Record<Exclude<Acknowledging, "allowed">, string>> = {
  "unproved-agent": "it came in an agent's name without proof",
  "answers-automatic-mail": "it answers a mail that the desk wrote by itself",
};

/**
 * Why no acknowledgement may go out; empty when it may. RFC 3834 section 2 for automatic mail; the limits brake loops and
 * mail that makes the desk write to strangers (mail.md, "May we answer automatically?"; threats T8, T9).
 */
export function judgeAcknowledgement(facts: AcknowledgementFacts): readonly string[] {
  const refusals: string[] = [];
  if (facts.acknowledging !== "allowed") refusals.push(WITHHELD[facts.acknowledging]);
  if (!facts.senderUsable) refusals.push("the sender cannot be told");
  if (!facts.automatic.mayAnswer) refusals.push(...facts.automatic.why);
  if (facts.policy === "authenticated" && !facts.authentic) refusals.push("the desk acknowledges proved senders only");
  return [...refusals, ...brakes(facts)];
}

// Each by itself ends a loop that every sign of automatic mail was taken out of.
function brakes({ authentic, limits, sent }: AcknowledgementFacts): readonly string[] {
  const pulled: [boolean, string][] = [
    [
      !authentic && sent.lastHour >= limits.unauthenticatedAcknowledgementsAnHour,
      "too many acknowledgements to this unproved address in an hour",
    ],
    [
      !authentic && sent.lastDay >= limits.unauthenticatedAcknowledgementsADay,
      "too many acknowledgements to this unproved address in a day",
    ],
    [sent.sameBodyLastHour >= MAX_SAME_BODY_AN_HOUR, "the same words came too often in an hour"],
    [sent.lastDay >= limits.requesterAcknowledgementsADay, "too many acknowledgements to this address in a day"],
    [sent.domainLastDay >= limits.domainAcknowledgementsADay, "too many acknowledgements to this domain in a day"],
    [sent.totalLastHour >= limits.totalAcknowledgementsAnHour, "too many acknowledgements in all in an hour"],
  ];
  return pulled.filter(([isPulled]) => isPulled).map(([, why]) => why);
}
