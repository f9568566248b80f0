import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import { readLocalMonth } from "../../domain/time/local-month.ts";
import type { ClockContext } from "../clock/clock-context.ts";
import { type CountedPromises, REPORT_SECTIONS, type ReportKey } from "../ports/report-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { countPauses, type Pauses } from "./count-pauses.ts";
import { recountPromises } from "./recount-promises.ts";
import { keyText } from "./report-keys.ts";

/** One line of the report. All lengths are whole minutes of working time, rounded down. */
export interface SlaReportLine extends ReportKey {
  readonly promises: number;
  readonly kept: number;
  readonly late: number;
  readonly unanswered: number;
  readonly open: number;
  readonly cancelled: number;
  readonly revoked: number;
  /** Kept, of those kept, late and unanswered, in percent with one decimal, rounded down; null where none came to its end. */
  readonly keptPercent: number | null;
  readonly answeredInMinutes: { readonly median: number; readonly ninetieth: number } | null;
  readonly paused: readonly { readonly reason: string; readonly clocks: number; readonly minutes: number }[];
}

export interface SlaReport {
  /** `YYYY-MM`, in `zone`. */
  readonly month: string;
  readonly zone: string;
  /** Null: all of them, and tickets without one. */
  readonly organisation: string | null;
  /** When it was counted, ISO 8601: promises that are open by then may still be kept or broken. */
  readonly countedAt: string;
  /** By section, then kind, organisation and level. */
  readonly lines: readonly SlaReportLine[];
}

/** Which month, of whom, and from what: what is stored of each clock, or its events alone. */
export interface ReportRequest {
  /** `YYYY-MM`. */
  readonly month: string;
  readonly zone: string;
  readonly organisation: string | null;
  /** By `stores.now()`: two reports of one instant can be compared. */
  readonly now: Instant;
  readonly recount: boolean;
}

const MINUTE_MS = 60_000;

/**
 * How the promises made in a month were kept: those whose clock started in it, whatever became of them since. A ticket's
 * level is the one its promise has now. Null where `month` is none.
 */
export async function reportSla(
  stores: Pick<Stores, "clocks" | "reports">,
  context: Pick<ClockContext, "calendarFor">,
  { month, zone, organisation, now, recount }: ReportRequest,
): Promise<SlaReport | null> {
  const bounds = readLocalMonth(month, zone);
  if (bounds === null) return null;
  const reported = { from: bounds.from, to: bounds.until, organisation };
  const counted = recount
    ? await recountPromises(stores, context, reported, now)
    : await stores.reports.countPromises(reported, now);
  const pauses = await countPauses(stores, context, reported, now);
  const lines = counted.map((line) => lineOf(line, pauses)).sort(byPlace);
  return { month, zone, organisation, countedAt: formatInstant(now), lines };
}

function lineOf({ outcomes, answeredInMs, revoked, ...key }: CountedPromises, pauses: Pauses): SlaReportLine {
  const { kept, late, unanswered } = outcomes;
  const ended = kept + late + unanswered;
  const minutes = (milliseconds: number) => Math.floor(milliseconds / MINUTE_MS);
  return {
    ...key,
    promises: Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    ...outcomes,
    revoked,
    // Rounded down: one broken promise of ten thousand is not 100 %.
    keptPercent: ended === 0 ? null : Math.floor((kept * 1000) / ended) / 10,
    answeredInMinutes:
      answeredInMs === null
        ? null
        : { median: minutes(answeredInMs.median), ninetieth: minutes(answeredInMs.ninetieth) },
    paused: (pauses.get(keyText(key)) ?? []).map(({ reason, clocks, milliseconds }) => ({
      reason,
      clocks,
      minutes: minutes(milliseconds),
    })),
  };
}

function byPlace(one: ReportKey, other: ReportKey): number {
  const place = ({ section, kind, organisation, level }: ReportKey) =>
    JSON.stringify([REPORT_SECTIONS.indexOf(section), kind, organisation ?? "", level ?? ""]);
  const [a, b] = [place(one), place(other)];
  return a < b ? -1 : Number(a > b);
}
