import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { projectionOf } from "./project-clock.ts";
import { type ClockSituation, readClock } from "./read-clock.ts";

/** One field of a stored clock that is not what its events say. */
export interface ClockDifference {
  readonly clockId: number;
  readonly ticketId: number;
  readonly field: string;
  readonly stored: unknown;
  readonly folded: unknown;
}

const PAGE = 500;
const ALWAYS = ["level", "calendar", "deskVersionId", "targetMinutes", "metAt", "generation", "pauseReason"] as const;

/**
 * Folds every stored clock anew from its events, under the version of the desk it was promised by, and lists what the table
 * shows otherwise. A breach that is due but not yet fired is no difference: the sweep's lateness is measured elsewhere.
 */
export async function auditClocks(
  stores: Pick<Stores, "clocks" | "now">,
  context: ClockContext,
): Promise<{ clocks: number; differences: ClockDifference[] }> {
  const differences: ClockDifference[] = [];
  let clocks = 0;
  for (let afterId = 0; ; ) {
    const page = await stores.clocks.listAll(afterId, PAGE);
    const now = await stores.now();
    for (const clock of page) differences.push(...(await auditClock(stores, context, clock, now)));
    clocks += page.length;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return { clocks, differences };
    afterId = last.id;
  }
}

async function auditClock(
  stores: Pick<Stores, "clocks">,
  context: ClockContext,
  clock: StoredClock,
  now: Instant,
): Promise<ClockDifference[]> {
  const differs = (field: string, stored: unknown, folded: unknown): ClockDifference[] =>
    stored === folded ? [] : [{ clockId: clock.id, ticketId: clock.ticketId, field, stored, folded }];
  try {
    const situation = await readClock(stores.clocks, context, clock, now);
    const folded = projectionOf(situation, situation.plan.nextAt);
    return [
      ...ALWAYS.flatMap((field) => differs(field, clock[field], folded[field])),
      ...differs("startedAt", clock.startedAt, situation.history.start),
      ...differs("deadlineAt", clock.deadlineAt, folded.deadlineAt),
      ...stateDifferences(clock, folded, differs),
      ...(isStanding(situation) ? differs("elapsedMs", clock.elapsedMs, folded.elapsedMs) : []),
    ];
  } catch (error) {
    return differs("events", "readable", error instanceof Error ? error.message : String(error));
  }
}

function stateDifferences(
  clock: StoredClock,
  folded: ReturnType<typeof projectionOf>,
  differs: (field: string, stored: unknown, folded: unknown) => ClockDifference[],
): ClockDifference[] {
  const isAboutToFire = clock.state === "running" && folded.state === "breached" && clock.breachedAt === null;
  if (isAboutToFire && clock.deadlineAt === folded.breachedAt) return [];
  return [
    ...differs("state", clock.state, folded.state),
    ...differs("breachedAt", clock.breachedAt, folded.breachedAt),
  ];
}

// What a running clock has counted grows by itself; only one that stands still can be compared.
function isStanding({ reading }: ClockSituation): boolean {
  return reading.metAt !== null || reading.cancelledAt !== null || reading.pauseReasons.length > 0;
}
