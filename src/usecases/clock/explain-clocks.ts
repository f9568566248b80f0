import type { ClockReading } from "../../domain/sla/clock-reading.ts";
import { type AheadOfClock, explainAhead } from "../../domain/sla/explain-ahead.ts";
import { type ExplanationRow, explainClock } from "../../domain/sla/explain-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { clockContextInForce } from "../organisations/desk-in-force.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockSituation, readClock } from "./read-clock.ts";

/** A step of the ladder beside a clock, `atMinutes` of working time from the target. */
export interface ExplainedStep {
  readonly atMinutes: number;
  /** When it was due, or will be if nothing happens. */
  readonly at: Instant;
  /** When it rang; null while it lies ahead. */
  readonly rangAt: Instant | null;
}

/** One clock, told line by line from its events, and what lies ahead of it. */
export interface ExplainedClock {
  readonly clock: Pick<StoredClock, "id" | "kind" | "level">;
  readonly reading: ClockReading;
  readonly rows: readonly ExplanationRow[];
  readonly ahead: AheadOfClock;
  readonly startedAt: Instant;
  /** The target as it stands after the last change of level. */
  readonly targetMinutes: number;
  readonly steps: readonly ExplainedStep[];
}

export type ExplainResult =
  | { readonly kind: "explained"; readonly ticket: Ticket; readonly now: Instant; readonly clocks: ExplainedClock[] }
  | { readonly kind: "no-such-ticket" };

/** Explains every clock of the ticket with this reference up to `now`, in the order in which they were started. */
export async function explainClocks(
  stores: Pick<Stores, "clocks" | "tickets" | "organisations" | "now">,
  ofFile: ClockContext,
  ref: string,
): Promise<ExplainResult> {
  const ticket = await stores.tickets.findByRef(ref);
  if (ticket === null) return { kind: "no-such-ticket" };
  const [now, context] = await Promise.all([stores.now(), clockContextInForce(stores, ofFile)]);
  const clocks: ExplainedClock[] = [];
  for (const clock of await stores.clocks.listForTicket(ticket.id)) {
    clocks.push(explainSituation(clock, await readClock(stores.clocks, context, { ...clock, agreed: ticket }, now)));
  }
  return { kind: "explained", ticket, now, clocks };
}

/** Explains one clock from all that is known of it at the instant of its reading. */
export function explainSituation(
  { id, kind }: Pick<StoredClock, "id" | "kind">,
  { history, reading, steps, escalations }: Omit<ClockSituation, "ladder" | "plan">,
): ExplainedClock {
  const { level, targetMinutes } = history.latest;
  const rang = escalations.map(({ step, dueAt, firedAt }) => ({ atMinutes: step, at: dueAt, rangAt: firedAt }));
  const coming = steps.flatMap((atMinutes, index): ExplainedStep[] => {
    const at = reading.comingMarks[index] ?? null;
    return at === null ? [] : [{ atMinutes, at, rangAt: null }];
  });
  return {
    clock: { id, kind, level },
    reading,
    rows: explainClock(history, reading.asOf),
    ahead: explainAhead(history, reading.asOf),
    startedAt: history.start,
    targetMinutes,
    steps: [...rang, ...coming],
  };
}
