import { createCalendar } from "../../src/domain/calendar/business-calendar.ts";
import type { CalendarSpec } from "../../src/domain/calendar/calendar-spec.ts";
import type { ClockEvent } from "../../src/domain/sla/clock-event.ts";
import { foldClock } from "../../src/domain/sla/fold-clock.ts";
import { type ExplainedClock, explainSituation } from "../../src/usecases/clock/explain-clocks.ts";
import type { ClockKind, StoredEscalation } from "../../src/usecases/ports/clock-store.ts";
import { danishOnly, OFFICE } from "./calendars.ts";
import { at } from "./memory-clocks.ts";

export interface ClockStory {
  readonly start: string;
  readonly now: string;
  readonly targetMinutes: number;
  readonly events?: readonly ClockEvent[];
  readonly calendar?: CalendarSpec;
  readonly kind?: ClockKind;
  readonly level?: string;
  /** Minutes relative to the target. */
  readonly steps?: readonly number[];
  readonly escalations?: readonly StoredEscalation[];
}

/** A clock explained from events that are given, without a database. */
export function explainedClock(story: ClockStory): ExplainedClock {
  const { targetMinutes, events = [], steps = [], escalations = [], level = "A" } = story;
  const start = at(story.start);
  const calendar = createCalendar(story.calendar ?? OFFICE, danishOnly);
  const target = events.reduce(
    (last, event) => (event.type === "retarget" ? event.targetMinutes : last),
    targetMinutes,
  );
  const latest = { level, targetMinutes: target, calendar: "office", deskVersionId: 1 };
  const history = { start, targetMinutes, calendar, events, latest, generation: 1, generationFrom: start };
  const marks = steps.map((minutes) => target + minutes);
  const reading = foldClock({ ...history, marks }, at(story.now));
  return explainSituation({ id: 1, kind: story.kind ?? "first_response" }, { history, reading, steps, escalations });
}
