import type { CalendarSpec } from "./calendar-spec.ts";
import { createDayPlan, type DayPlan } from "./day-plan.ts";
import type { HolidaySource } from "./holiday-source.ts";
import { openIntervals } from "./open-intervals.ts";
import { createOpenLedger, type OpenLedger } from "./open-ledger.ts";

/**
 * A calendar ready to be asked: through its ledger in UTC, through its plan for the reasons behind a local date. Keep one
 * for each calendar of a desk version, since it remembers every year it has expanded.
 */
export interface BusinessCalendar extends OpenLedger {
  readonly spec: CalendarSpec;
  readonly plan: DayPlan;
}

/** Makes a calendar of a spec in which `validateCalendar` found no fault. Nothing is expanded before the first question. */
export function createCalendar(spec: CalendarSpec, holidays: HolidaySource): BusinessCalendar {
  const plan = createDayPlan(spec, holidays);
  return { spec, plan, ...createOpenLedger((utcYear) => openIntervals(spec.zone, plan, utcYear)) };
}
