import { levelFor } from "../../domain/agreement/level-for.ts";
import { foldClock } from "../../domain/sla/fold-clock.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { ClockKind, StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { beginClock, isStart, rungOf } from "./begin-clock.ts";
import { cancelClocks } from "./cancel-clocks.ts";
import { type CarriedEvent, type ClockTerms, carryEvents } from "./carry-events.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import { readHistory } from "./read-history.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { refreshClock } from "./refresh-clock.ts";
import { targetOfLevel } from "./target-of-level.ts";

interface Merge {
  readonly target: Ticket;
  readonly at: Instant;
}

/**
 * One ticket was merged into another: its clocks are void, the target keeps its own, and the earlier start wins (sla.md,
 * truth table). Where a promise still owed on the merged ticket began earlier than the same promise of the target, the
 * target's begins there too: until its own start by what counted for the merged one, from then on with all that has
 * happened to it since, but never falls due sooner than either was promised: a merge breaks no promise that stood. A target that owes no answer takes over the one that the merged ticket owes. Both must be locked.
 */
export async function mergeClocks(
  stores: ClockStores,
  context: ClockContext,
  { sourceId, ...merge }: Merge & { sourceId: number },
): Promise<void> {
  const owed = (await lockStandingClocks(stores, sourceId)).filter(isOwed);
  const kept = await lockStandingClocks(stores, merge.target.id);
  await cancelClocks(stores, context, sourceId, merge);
  const own = kept.filter(isOwed);
  for (const clock of own) {
    const earlier = owed.find(({ kind, startedAt }) => kind === clock.kind && startedAt < clock.startedAt);
    if (earlier !== undefined) await startEarlier(stores, context, { clock, earlier, at: merge.at });
  }
  if (own.some(isResponse)) return;
  const first = owed.find(({ kind }) => kind === "first_response");
  const [question] = owed.filter(isResponse).sort((one, other) => one.startedAt - other.startedAt);
  if (kept.length === 0 && first !== undefined) {
    const resolution = owed.find(({ kind }) => kind === "resolution") ?? first;
    await takeOver(stores, context, merge, { kind: "first_response", from: first });
    await takeOver(stores, context, merge, { kind: "resolution", from: resolution });
  } else if (question !== undefined) {
    await takeOver(stores, context, merge, { kind: "next_response", from: question });
  }
}

// Events are never changed: the clock is cancelled, and another tells the same story from the earlier start.
async function startEarlier(
  stores: ClockStores,
  context: ClockContext,
  { clock, earlier, at }: { clock: StoredClock; earlier: StoredClock; at: Instant },
): Promise<void> {
  const until = clock.startedAt;
  const own = await stores.clocks.listEvents(clock.id);
  // Under a stricter level the earlier start would fall due sooner than was promised to anybody, even at once: what was promised there counts then.
  const atLeast = Math.max(clock.targetMinutes, earlier.targetMinutes);
  const isStricter = clock.targetMinutes < earlier.targetMinutes;
  const terms = own.find(isStart)?.data as unknown as ClockTerms;
  const before = await stores.clocks.listEvents(earlier.id);
  const started = isStricter ? { ...terms, targetMinutes: atLeast } : terms;
  const carried = await carryEvents(context, before, { terms: started, until, endsPauses: true });
  const since = own
    .filter((event) => !isStart(event))
    .map((event) => ({ ...event, at: instant(Math.max(event.at, until)) }))
    .map((event) => (isStricter && event.type === "retarget" ? relaxed(event, atLeast) : event));
  const moved = [...carried, ...since];
  // And whichever of the two promises has less left stands.
  if (isStricter && (await leftOf(context, moved, at)) > (await leftOf(context, own, at))) return;
  await stores.clocks.appendEvent({ clockId: clock.id, at, type: "cancel", data: {} });
  await refreshClock(stores, context, clock);
  await beginClock(stores, context, {
    row: clock,
    events: moved,
    rung: await rungOf(stores, clock),
    ladderHeldUntil: clock.ladderHeldUntil,
  });
}

function relaxed(event: CarriedEvent, atLeast: number): CarriedEvent {
  return { ...event, data: { ...event.data, targetMinutes: Math.max(Number(event.data.targetMinutes), atLeast) } };
}

/** Milliseconds of working time left of what these events promise, at an instant; less than 0 once it is late. */
async function leftOf(context: ClockContext, events: readonly CarriedEvent[], at: Instant): Promise<number> {
  const history = await readHistory(
    context,
    events.map((event) => ({ ...event, id: 0, clockId: 0 })),
  );
  return history.latest.targetMinutes * MINUTE_MS - foldClock(history, at).elapsedMilliseconds;
}

const MINUTE_MS = 60_000;

/** The target's level decides what is promised; a wait that the merged ticket was in goes on. */
async function takeOver(
  stores: ClockStores,
  context: ClockContext,
  { target, at }: Merge,
  { kind, from }: { kind: ClockKind; from: StoredClock },
): Promise<void> {
  const { id: ticketId, level } = target;
  const found = levelFor(context.desk, target, level);
  const promised = found === undefined ? null : targetOfLevel(found, kind);
  if (found === undefined || promised === null) return;
  // A first answer may be promised later than the next ones: no promise is broken by a merge that was not before.
  const targetMinutes = kind === "next_response" ? Math.max(promised, from.targetMinutes) : promised;
  const terms = { level, calendar: found.calendar, deskVersionId: context.deskVersionId, targetMinutes };
  const events = await carryEvents(context, await stores.clocks.listEvents(from.id), {
    ...{ terms, until: at, endsPauses: false },
  });
  const isSamePromise = from.kind === kind && from.level === level && from.targetMinutes === targetMinutes;
  await beginClock(stores, context, {
    row: { ...from, ...terms, ticketId, kind, breachedAt: null },
    events,
    rung: isSamePromise ? await rungOf(stores, from) : [],
    ladderHeldUntil: null,
  });
}

function isOwed({ metAt }: StoredClock): boolean {
  return metAt === null;
}

function isResponse({ kind }: StoredClock): boolean {
  return kind !== "resolution";
}
