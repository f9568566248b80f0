import type { ExplanationRow } from "../../domain/sla/explain-clock.ts";
import type { ExplainedClock } from "../clock/explain-clocks.ts";

/** A clock told until its promise was kept or void, for good: what came later counts for nothing. */
export function withoutAftermath(told: ExplainedClock): ExplainedClock {
  const { metAt, cancelledAt } = told.reading;
  const end = cancelledAt ?? metAt;
  if (end === null) return told;
  const isAfter = (row: ExplanationRow) => row.at > end || (row.at === end && row.kind === "not-counted");
  return { ...told, rows: told.rows.filter((row) => !isAfter(row)) };
}
