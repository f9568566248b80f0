import type { Log } from "../ports/log.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";

/**
 * Loads every calendar that an open clock is computed with, and those of the desk itself, before work begins. A calendar that is
 * loaded inside of a transaction needs a connection besides the one that the transaction holds: as many transactions as there are
 * connections would then wait for each other. One that cannot be loaded is logged; whoever asks for it is told again.
 */
export async function warmCalendars(unitOfWork: UnitOfWork, context: ClockContext, log: Log): Promise<void> {
  const { desk, deskVersionId } = context;
  const ours = Object.keys(desk.calendars).map((calendar) => ({ calendar, deskVersionId }));
  for (const one of [...ours, ...(await unitOfWork.reading.clocks.listOpenCalendars())]) {
    try {
      await context.calendarFor(one.calendar, one.deskVersionId);
    } catch (error) {
      log.error({ ...one, err: error }, "a calendar of open clocks could not be loaded");
    }
  }
}
