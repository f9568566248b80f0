import type { StoredClockEvent } from "../ports/clock-store.ts";
import type { ReportedClock, ReportedPromises } from "../ports/report-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

const PAGE = 1_000;

/** The clocks of a report with their events, page by page: memory holds one page, however long the month. */
export async function* eachReported(
  { clocks, reports }: Pick<Stores, "clocks" | "reports">,
  reported: ReportedPromises & { readonly paused: boolean },
): AsyncGenerator<{ clock: ReportedClock; events: readonly StoredClockEvent[] }> {
  for (let afterId = 0; ; ) {
    const page = await reports.listReported(reported, afterId, PAGE);
    const events = await clocks.listEventsOf(page.map(({ id }) => id));
    for (const clock of page) yield { clock, events: events.get(clock.id) ?? [] };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    afterId = last.id;
  }
}
