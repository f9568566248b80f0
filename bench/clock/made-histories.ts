import { type Instant, instant } from "../../src/domain/time/instant.ts";
import type { ClockContext } from "../../src/usecases/clock/clock-context.ts";
import { projectionOf } from "../../src/usecases/clock/project-clock.ts";
import { readClock } from "../../src/usecases/clock/read-clock.ts";
import type { StoredClockEvent } from "../../src/usecases/ports/clock-store.ts";
import { seededChance } from "../../test/support/seeded-chance.ts";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const LEVELS = ["A", "B", "C", "D"];

type MadeEvent = Omit<StoredClockEvent, "id" | "clockId">;

export interface MadeClock {
  readonly startedAt: Instant;
  readonly projection: ReturnType<typeof projectionOf>;
  readonly events: readonly MadeEvent[];
}

/**
 * Clocks as two years of an ordinary desk leave them, each row folded from its events by the product itself: most were answered,
 * some late, some bounced, some changed their level or paused, one in a hundred is still open.
 */
export async function madeClocks(context: ClockContext, now: Instant, count: number): Promise<MadeClock[]> {
  const chance = seededChance(7);
  const made: MadeClock[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedAt = instant(Math.floor(now - DAY - chance() * 730 * DAY));
    made.push(await fold(context, now, startedAt, events(context, startedAt, chance)));
  }
  return made;
}

/** One that began just now and has so many working minutes: nothing of it is due yet. */
export function runningClock(context: ClockContext, now: Instant, targetMinutes: number): Promise<MadeClock> {
  return fold(context, now, now, [start(context, now, "A", targetMinutes)]);
}

/** One whose deadline is that instant; the clocks must run day and night. */
export function clockDueAt(context: ClockContext, now: Instant, dueAt: Instant): Promise<MadeClock> {
  const startedAt = instant(dueAt - (context.desk.levels.A?.firstResponseMinutes ?? 0) * MINUTE);
  return fold(context, now, startedAt, [start(context, startedAt, "A")]);
}

async function fold(
  context: ClockContext,
  now: Instant,
  startedAt: Instant,
  events: readonly MadeEvent[],
): Promise<MadeClock> {
  const stored = events.map((event, index) => ({ ...event, id: index + 1, clockId: 1 }));
  const reads = { listEvents: async () => stored, listEscalations: async () => [] };
  const situation = await readClock(reads, context, { id: 1, ladderHeldUntil: null, agreed: null }, now);
  return { startedAt, projection: projectionOf(situation, situation.plan.nextAt), events };
}

function events(context: ClockContext, startedAt: Instant, chance: () => number): MadeEvent[] {
  const level = LEVELS[Math.floor(chance() * 4)] as string;
  const opening = start(context, startedAt, level);
  let at = startedAt as number;
  const later = (days: number): Instant => {
    at += Math.floor(1 + chance() * days * DAY);
    return instant(at);
  };
  const list: MadeEvent[] = [opening];
  if (chance() < 0.2) {
    const levelNow = LEVELS[Math.floor(chance() * 4)] as string;
    const targetMinutes = context.desk.levels[levelNow]?.firstResponseMinutes;
    list.push({ type: "retarget", at: later(0.1), data: { targetMinutes, level: levelNow } });
  }
  if (chance() < 0.3) {
    const reason = chance() < 0.5 ? "access" : "consent";
    list.push({ type: "pause", at: later(0.2), data: { reason } }, { type: "resume", at: later(3), data: { reason } });
  }
  if (chance() < 0.03) return [...list, { type: "cancel", at: later(1), data: {} }];
  if (chance() < 0.01) return list;
  list.push({ type: "met", at: later(chance() < 0.8 ? 0.5 : 6), data: { answer: "outbox:1" } });
  if (chance() < 0.05) {
    list.push({ type: "revoke", at: later(0.02), data: { answer: "outbox:1" } });
    list.push({ type: "met", at: later(1), data: { answer: "outbox:2" } });
  }
  if (chance() < 0.3) list.push({ type: "met", at: later(2), data: { answer: "outbox:3" } });
  return list;
}

function start({ desk, deskVersionId }: ClockContext, at: Instant, level: string, target?: number): MadeEvent {
  const found = desk.levels[level];
  const targetMinutes = target ?? found?.firstResponseMinutes;
  return { type: "start", at, data: { level, calendar: found?.calendar, deskVersionId, targetMinutes } };
}
