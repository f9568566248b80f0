import { foldClock } from "../../domain/sla/fold-clock.ts";
import { outcomeOfPromise, PROMISE_OUTCOMES, type PromiseOutcome } from "../../domain/sla/outcome-of-promise.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "../clock/clock-context.ts";
import { readHistory } from "../clock/read-history.ts";
import type { CountedPromises, ReportedPromises, ReportKey } from "../ports/report-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { eachReported } from "./each-reported.ts";
import { keysOf, keyText } from "./report-keys.ts";

interface Line {
  readonly key: ReportKey;
  readonly outcomes: Record<PromiseOutcome, number>;
  revoked: number;
  readonly answeredInMs: number[];
}

/** Counts the same promises as `countPromises`, from nothing but their events: each clock is folded anew. */
export async function recountPromises(
  stores: Pick<Stores, "clocks" | "reports">,
  context: Pick<ClockContext, "calendarFor">,
  reported: ReportedPromises,
  now: Instant,
): Promise<CountedPromises[]> {
  const lines = new Map<string, Line>();
  for await (const { clock, events } of eachReported(stores, { ...reported, paused: false })) {
    const history = await readHistory(context, events);
    const reading = foldClock(history, now);
    const outcome = outcomeOfPromise(reading);
    const wasRevoked = events.some(({ type }) => type === "revoke");
    for (const key of keysOf({ ...clock, level: history.latest.level })) {
      const line = lineOf(lines, key);
      line.outcomes[outcome] += 1;
      line.revoked += Number(wasRevoked);
      if (reading.metAt !== null) line.answeredInMs.push(reading.elapsedMilliseconds);
    }
  }
  return [...lines.values()].map(({ key, answeredInMs, ...counts }) => ({
    ...key,
    ...counts,
    answeredInMs: percentilesOf(answeredInMs),
  }));
}

function lineOf(lines: Map<string, Line>, key: ReportKey): Line {
  const text = keyText(key);
  const line = lines.get(text) ?? { key, outcomes: noOutcomes(), revoked: 0, answeredInMs: [] };
  lines.set(text, line);
  return line;
}

function noOutcomes(): Record<PromiseOutcome, number> {
  return Object.fromEntries(PROMISE_OUTCOMES.map((outcome) => [outcome, 0])) as Record<PromiseOutcome, number>;
}

// The least of the values that at least this share of them does not pass, as PostgreSQL's percentile_disc.
function percentilesOf(values: number[]): CountedPromises["answeredInMs"] {
  values.sort((one, other) => one - other);
  const [median, ninetieth] = [0.5, 0.9].map((share) => values[Math.ceil(share * values.length) - 1]);
  return median === undefined || ninetieth === undefined ? null : { median, ninetieth };
}
