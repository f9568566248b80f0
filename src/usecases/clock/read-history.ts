import type { BusinessCalendar } from "../../domain/calendar/business-calendar.ts";
import type { ClockEvent } from "../../domain/sla/clock-event.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClockEvent } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";

/** What the stored events of one clock say, ready to be folded, and what they say last. */
export interface StoredHistory {
  readonly start: Instant;
  readonly targetMinutes: number;
  readonly calendar: BusinessCalendar;
  readonly events: readonly ClockEvent[];
  readonly latest: {
    readonly level: string;
    readonly targetMinutes: number;
    readonly calendar: string;
    readonly deskVersionId: number;
  };
  /** Begins at 1; each retarget, reopening and revoked answer makes the ladder start anew. */
  readonly generation: number;
  readonly generationFrom: Instant;
}

/** What `start`, `retarget` and `calendar` events carry; each only its part. */
interface EventData {
  level?: string;
  targetMinutes?: number;
  calendar?: string;
  deskVersionId?: number;
  reason?: string;
  answer?: string;
}

const NEW_GENERATION = new Set(["retarget", "reopen", "revoke"]);

type CalendarSource = Pick<ClockContext, "calendarFor">;

/** Reads events as they are stored, ordered by instant and arrival. Throws when the first of them is not a start. */
export async function readHistory(
  context: CalendarSource,
  stored: readonly StoredClockEvent[],
): Promise<StoredHistory> {
  const opening = stored.find(({ type }) => type === "start");
  if (opening === undefined) throw new Error("a clock without a start event");
  const first = opening.data as EventData;
  const latest = { ...valuesOf(first) };
  const events: ClockEvent[] = [];
  let generation = 1;
  let generationFrom = opening.at;
  for (const event of stored) {
    if (event === opening) continue;
    Object.assign(latest, changesOf(event.data));
    events.push(await toEvent(context, event));
    if (!NEW_GENERATION.has(event.type)) continue;
    generation += 1;
    generationFrom = event.at;
  }
  const calendar = await context.calendarFor(valuesOf(first).calendar, valuesOf(first).deskVersionId);
  const { targetMinutes } = valuesOf(first);
  return { start: opening.at, targetMinutes, calendar, events, latest, generation, generationFrom };
}

function valuesOf({ level, targetMinutes, calendar, deskVersionId }: EventData): StoredHistory["latest"] {
  if (level === undefined || targetMinutes === undefined || calendar === undefined || deskVersionId === undefined) {
    throw new Error("a start event without level, target, calendar or desk version");
  }
  return { level, targetMinutes, calendar, deskVersionId };
}

function changesOf(data: EventData): Partial<StoredHistory["latest"]> {
  const { level, targetMinutes, calendar, deskVersionId } = data;
  return Object.fromEntries(
    Object.entries({ level, targetMinutes, calendar, deskVersionId }).filter(([, value]) => value !== undefined),
  );
}

async function toEvent(context: CalendarSource, { at, type, data }: StoredClockEvent): Promise<ClockEvent> {
  const { reason, targetMinutes, calendar, deskVersionId, answer }: EventData = data;
  switch (type) {
    case "pause":
      return { at, type, reason: needed(reason) };
    case "resume":
      return reason === undefined ? { at, type } : { at, type, reason };
    case "retarget":
      return { at, type, targetMinutes: needed(targetMinutes) };
    case "calendar":
      return {
        ...{ at, type, calendar: await context.calendarFor(needed(calendar), needed(deskVersionId)) },
        name: `${needed(calendar)}, version ${needed(deskVersionId)} of the desk`,
      };
    case "met":
    case "revoke":
      return { at, type, answer: needed(answer) };
    case "reopen":
    case "cancel":
      return { at, type };
    default:
      throw new Error(`a clock event of type ${type}`);
  }
}

function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a clock event without what its type needs");
  return value;
}
