import type { ReportedClock, ReportKey } from "../ports/report-store.ts";

/** The lines of a report in which a clock is counted: in all, by its level, by its organisation, and by both. */
export function keysOf({ kind, organisation, level }: Omit<ReportedClock, "id">): ReportKey[] {
  return [
    { section: "total", kind, organisation: null, level: null },
    { section: "level", kind, organisation: null, level },
    { section: "organisation", kind, organisation, level: null },
    { section: "detail", kind, organisation, level },
  ];
}

/** One text for each key, equal where the keys are. */
export function keyText({ section, kind, organisation, level }: ReportKey): string {
  return JSON.stringify([section, kind, organisation, level]);
}
