import { foldClock } from "../../domain/sla/fold-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClockEvent } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { readHistory } from "./read-history.ts";

/** What a promise counts by: level, key of the calendar, version of the desk, whole minutes of working time. */
export interface ClockTerms {
  readonly level: string;
  readonly calendar: string;
  readonly deskVersionId: number;
  readonly targetMinutes: number;
}

/** An event that is written to another clock than the one it happened to. */
export type CarriedEvent = Pick<StoredClockEvent, "at" | "type" | "data">;

interface Carrying {
  readonly terms: ClockTerms;
  /** From then on the terms count alone. */
  readonly until: Instant;
  /** Reasons to wait end there; otherwise they last until somebody ends them. */
  readonly endsPauses: boolean;
}

/**
 * The story of one clock up to an instant, as the beginning of another under other terms: it starts when that one did, and
 * what that one did not count (pauses, hours its calendar was closed, the time between an end and a reopening) this one
 * does not count either. Its target and level are those of the terms; answers that bounced were never given. `stored`:
 * all events of a clock that is not met, by instant and arrival.
 */
export async function carryEvents(
  context: ClockContext,
  stored: readonly StoredClockEvent[],
  { terms, until, endsPauses }: Carrying,
): Promise<CarriedEvent[]> {
  const story = storyOf(stored, terms, until);
  const isMet = story.findLast(({ type }) => type === "met" || type === "reopen")?.type === "met";
  if (isMet) story.push({ at: until, type: "reopen", data: {} });
  if (endsPauses && (await isPaused(context, story, until))) story.push({ at: until, type: "resume", data: {} });
  const { calendar, deskVersionId } = terms;
  const countsOtherwise = story.some(
    ({ type, data }) =>
      (type === "start" || type === "calendar") && (data.calendar !== calendar || data.deskVersionId !== deskVersionId),
  );
  if (countsOtherwise) story.push({ at: until, type: "calendar", data: { calendar, deskVersionId } });
  return story;
}

const CARRIED = new Set(["start", "pause", "resume", "calendar", "met", "reopen"]);

function storyOf(stored: readonly StoredClockEvent[], terms: ClockTerms, until: Instant): CarriedEvent[] {
  const revoked = new Set(stored.flatMap(({ type, data }) => (type === "revoke" ? [data.answer] : [])));
  return stored
    .filter(({ at, type }) => CARRIED.has(type) && at <= until)
    .filter(({ type, data }) => type !== "met" || !revoked.has(data.answer))
    .map(({ at, type, data }) => {
      if (type !== "start") return { at, type, data };
      return { at, type, data: { ...terms, calendar: data.calendar, deskVersionId: data.deskVersionId } };
    });
}

async function isPaused(context: ClockContext, story: readonly CarriedEvent[], at: Instant): Promise<boolean> {
  const events = story.map((event) => ({ ...event, id: 0, clockId: 0 }));
  return foldClock(await readHistory(context, events), at).pauseReasons.length > 0;
}
