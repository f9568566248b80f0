import { type Canary, missingLeg } from "../../domain/canary/canary.ts";
import { canaryWords, goesRound, NONE_BEGUN, onItsWay } from "../../domain/canary/canary-words.ts";
import type { CanarySettings } from "../../domain/desk/desk.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Measures } from "../ports/measure-store.ts";
import type { ReadinessResult } from "../ports/readiness.ts";
import { fault, fine } from "../readiness-result.ts";

/** The canaries of one mailbox as they are measured. */
export interface MeasuredCanary {
  readonly mailbox: string;
  /** Null: none was ever begun. */
  readonly newest: (Canary & { readonly isOpen: boolean; readonly why: string | null }) | null;
  /** The newest that has ended. */
  readonly ended: (Canary & { readonly why: string | null }) | null;
  /** When the last one that arrived had gone the whole way. */
  readonly lastSuccessAt: Instant | null;
}

/** So much later than due a canary may begin: whoever begins them looks every few seconds. */
const GRACE_SECONDS = 60;

/** Mail is filed within seconds. */
const FILED_WITHIN_MS = 60_000;

/** Of each mailbox that gets canaries: red while the last one is missing, with the leg that it never came to the end of. */
export function judgeCanaries(
  { now, canaries: measured, oldestToFileAt }: Pick<Measures, "now" | "canaries" | "oldestToFileAt">,
  expected: { readonly mailboxes: readonly string[]; readonly settings: CanarySettings } | null,
): ReadinessResult[] {
  if (expected === null) return [];
  return expected.mailboxes.map((mailbox) => {
    const found = measured.find((one) => one.mailbox === mailbox);
    const isFilingStalled = oldestToFileAt !== null && now - oldestToFileAt > FILED_WITHIN_MS;
    return judgeOne(
      { now, isFilingStalled },
      found ?? { mailbox, newest: null, ended: null, lastSuccessAt: null },
      expected.settings,
    );
  });
}

function judgeOne(
  { now, isFilingStalled }: { readonly now: Instant; readonly isFilingStalled: boolean },
  { mailbox, newest, ended, lastSuccessAt }: MeasuredCanary,
  { everySeconds, withinSeconds }: CanarySettings,
): ReadinessResult {
  const name = `canary of ${mailbox}`;
  const ageSeconds = newest === null ? 0 : (now - newest.begunAt) / 1000;
  if (newest !== null && ageSeconds > everySeconds + withinSeconds + GRACE_SECONDS && missingLeg(newest) === null) {
    return fault(name, NONE_BEGUN.detail(mailbox), NONE_BEGUN.mend, lastSuccessAt);
  }
  const isOverdue = newest?.isOpen === true && ageSeconds > withinSeconds;
  const judged = isOverdue ? newest : ended;
  const leg = judged === null ? null : missingLeg(judged);
  if (judged === null) return fine(name, onItsWay(mailbox));
  if (leg === null) return fine(name, goesRound(mailbox));
  // Which mails a mailbox gave is only known once they are read: while many wait for that, this one may be among them.
  const isUnread = leg === "accepted" && isFilingStalled;
  const told = isUnread ? "ticket" : cameLate(judged, withinSeconds) ? "late" : leg;
  const { detail, mend } = canaryWords(told, { mailbox, why: judged.why });
  return fault(name, detail, mend, lastSuccessAt);
}

/** What is seen when its time is over becomes a ticket all the same, and is not answered. */
function cameLate(canary: Canary, withinSeconds: number): boolean {
  const { accepted } = canary.reachedAt;
  return missingLeg(canary) === "answer-sent" && accepted !== null && accepted - canary.begunAt > withinSeconds * 1000;
}
