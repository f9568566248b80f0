import type { StoredClockEvent } from "../ports/clock-store.ts";

/** What a desk promises of one kind at one level: whole minutes of working time, and the key of the calendar that counts them. */
export interface ReplayTerms {
  readonly targetMinutes: number;
  readonly calendar: string;
}

/** The terms of a level under the other desk; null when it promises nothing of this kind there. */
export type TermsOfLevel = (level: string) => ReplayTerms | null;

/**
 * Stored events of a clock as another desk would have recorded them; null when that desk promises nothing at the level the
 * clock began with. `start` and each `retarget` keep their instant and level and get that desk's target and calendar; a
 * level at which it promises nothing cancels. A recorded `calendar` is left out: which calendar counts follows from the
 * level and the agreement. What people did (pauses, answers, bounces, reopening, cancelling) stays as it was.
 */
export function replayEvents(stored: readonly StoredClockEvent[], termsOf: TermsOfLevel): StoredClockEvent[] | null {
  const opening = stored.find(({ type }) => type === "start");
  if (opening === undefined) throw new Error("a clock without a start event");
  if (termsOf(levelOf(opening)) === null) return null;
  return stored.flatMap((event) => replay(event, termsOf));
}

function replay(event: StoredClockEvent, termsOf: TermsOfLevel): StoredClockEvent[] {
  if (event.type === "calendar") return [];
  if (event.type !== "start" && event.type !== "retarget") return [event];
  const level = levelOf(event);
  const terms = termsOf(level);
  if (terms === null) return [{ ...event, type: "cancel", data: {} }];
  const calendar = { calendar: terms.calendar, deskVersionId: OTHER_DESK };
  const { targetMinutes } = terms;
  if (event.type === "start") return [{ ...event, data: { level, targetMinutes, ...calendar } }];
  return [
    { ...event, data: { level, targetMinutes } },
    { ...event, type: "calendar", data: calendar },
  ];
}

/** Stands for the id of the other desk's version, which is not stored. */
const OTHER_DESK = 0;

function levelOf({ data }: StoredClockEvent): string {
  if (typeof data.level !== "string") throw new Error("a clock event without its level");
  return data.level;
}
