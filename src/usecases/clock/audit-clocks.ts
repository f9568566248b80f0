import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { projectionOf } from "./project-clock.ts";
import { type ClockRecords, type ClockSituation, situationOf } from "./read-clock.ts";

/** One field of a stored clock that is not what its events say. */
export interface ClockDifference {
  readonly clockId: number;
  readonly ticketId: number;
  readonly field: string;
  readonly stored: unknown;
  readonly folded: unknown;
}

const PAGE = 1_000;
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
  for (let reading = readPage(stores, 0); ; ) {
    const { page, recordsOf, now } = await reading;
    const last = page.at(-1);
    const isLast = last === undefined || page.length < PAGE;
    // The database looks for the next page while this one is folded.
    if (!isLast) {
      reading = readPage(stores, last.id);
      // Should it fail before it is waited for, the wait below tells it.
      reading.catch(() => undefined);
    }
    for (const clock of page) {
      const found = await auditClock(context, clock, recordsOf(clock.id), now);
      if (found.length > 0) differences.push(...(await lookAgain(stores, context, clock.id)));
    }
    clocks += page.length;
    if (isLast) return { clocks, differences };
  }
}

interface AuditPage {
  readonly page: readonly StoredClock[];
  recordsOf(clockId: number): ClockRecords;
  readonly now: Instant;
}

async function readPage({ clocks, now }: Pick<Stores, "clocks" | "now">, afterId: number): Promise<AuditPage> {
  const page = await clocks.listAll(afterId, PAGE);
  const ids = page.map(({ id }) => id);
  const [events, escalations] = await Promise.all([clocks.listEventsOf(ids), clocks.listEscalationsOf(ids)]);
  const recordsOf = (id: number) => ({ events: events.get(id) ?? [], escalations: escalations.get(id) ?? [] });
  return { page, recordsOf, now: await now() };
}

// The desk works on while it is audited: a clock that changed between two looks differs from nothing. Each change raises the
// version in the transaction that appends the event, so a look framed by one version is of one moment.
async function lookAgain(
  stores: Pick<Stores, "clocks" | "now">,
  context: ClockContext,
  clockId: number,
): Promise<ClockDifference[]> {
  const { clocks } = stores;
  for (let clock = await clocks.find(clockId); clock !== null; ) {
    const records = { events: await clocks.listEvents(clockId), escalations: await clocks.listEscalations(clockId) };
    const now = await stores.now();
    const after = await clocks.find(clockId);
    if (after?.version === clock.version) return await auditClock(context, clock, records, now);
    clock = after;
  }
  return [];
}

async function auditClock(
  context: ClockContext,
  clock: StoredClock,
  records: ClockRecords,
  now: Instant,
): Promise<ClockDifference[]> {
  const differs = (field: string, stored: unknown, folded: unknown): ClockDifference[] =>
    stored === folded ? [] : [{ clockId: clock.id, ticketId: clock.ticketId, field, stored, folded }];
  try {
    // No agreement: its ladder only decides for which step the clock wakes, and that is not compared (sleepsPast).
    const situation = await situationOf(context, { ...clock, agreed: null }, records, now);
    const folded = projectionOf(situation, situation.plan.nextAt);
    return [
      ...ALWAYS.flatMap((field) => differs(field, clock[field], folded[field])),
      ...differs("startedAt", clock.startedAt, situation.history.start),
      ...differs("deadlineAt", clock.deadlineAt, folded.deadlineAt),
      ...stateDifferences(clock, folded, differs),
      ...(sleepsPast(clock) ? differs("nextWakeAt", clock.nextWakeAt, folded.deadlineAt) : []),
      ...(isStanding(situation) ? differs("elapsedMs", clock.elapsedMs, folded.elapsedMs) : []),
    ];
  } catch (error) {
    return differs("events", "readable", error instanceof Error ? error.message : String(error));
  }
}

// Which step of the ladder it wakes for is the business of the desk that runs; its own deadline no clock may sleep past.
function sleepsPast({ state, metAt, deadlineAt, nextWakeAt }: StoredClock): boolean {
  if (state !== "running" || metAt !== null || deadlineAt === null) return false;
  return nextWakeAt === null || nextWakeAt > deadlineAt;
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
