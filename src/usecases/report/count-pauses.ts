import { pausedTimeOf } from "../../domain/sla/paused-time.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "../clock/clock-context.ts";
import { readHistory } from "../clock/read-history.ts";
import type { ReportedPromises } from "../ports/report-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { eachReported } from "./each-reported.ts";
import { keysOf, keyText } from "./report-keys.ts";

/** Clocks that stood still for a reason, and the working time that was not counted because of it. */
export interface PausedFor {
  readonly reason: string;
  readonly clocks: number;
  readonly milliseconds: number;
}

/** Why the clocks of each line of a report stood still, by `keyText`; the reasons with the most time first. */
export type Pauses = ReadonlyMap<string, readonly PausedFor[]>;

type Sums = Map<string, { clocks: number; milliseconds: number }>;

/**
 * Adds up the pauses of the promises in a report, from the events of those that ever stood still. While a clock stands still
 * for two reasons at once, each of them counts the time as its own.
 */
export async function countPauses(
  stores: Pick<Stores, "clocks" | "reports">,
  context: Pick<ClockContext, "calendarFor">,
  reported: ReportedPromises,
  now: Instant,
): Promise<Pauses> {
  const lines = new Map<string, Sums>();
  for await (const { clock, events } of eachReported(stores, { ...reported, paused: true })) {
    const paused = pausedTimeOf(await readHistory(context, events), now);
    for (const key of keysOf(clock).map(keyText)) add(lines, key, paused);
  }
  return new Map([...lines].map(([key, sums]) => [key, inOrder(sums)]));
}

function add(lines: Map<string, Sums>, key: string, paused: ReadonlyMap<string, number>): void {
  const sums: Sums = lines.get(key) ?? new Map();
  lines.set(key, sums);
  for (const [reason, milliseconds] of paused) {
    const sum = sums.get(reason) ?? { clocks: 0, milliseconds: 0 };
    sums.set(reason, { clocks: sum.clocks + 1, milliseconds: sum.milliseconds + milliseconds });
  }
}

function inOrder(sums: Sums): PausedFor[] {
  return [...sums]
    .map(([reason, sum]) => ({ reason, ...sum }))
    .sort((one, other) => other.milliseconds - one.milliseconds || (one.reason < other.reason ? -1 : 1));
}
