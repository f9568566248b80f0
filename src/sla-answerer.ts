import { createHolidaySource } from "./desk/holiday-source.ts";
import { createLineAnswerer } from "./usecases/sla/answer-line.ts";

/** `sla compute` with the holidays of every country, apart from the wiring of the desk: it needs no database and no mailbox. */
export function createSlaAnswerer(): (line: string) => string {
  return createLineAnswerer(createHolidaySource());
}
