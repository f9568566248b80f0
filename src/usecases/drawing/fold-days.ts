import type { BarKind, DayOfClock } from "./day-of-clock.ts";

/** A row of a drawing: one date drawn to scale, or several that are told in words because nothing happened on them. */
export type DrawnRow =
  | { readonly kind: "day"; readonly day: DayOfClock }
  | { readonly kind: "break"; readonly days: readonly DayOfClock[]; readonly bar: BarKind };

/** So many rows are still taken in at a glance; more of them make eventless dates fold too, those to come first. */
const ROWS_BEFORE_FOLDING = 40;
const FEWEST_TO_FOLD = 3;

/**
 * Shortens a long clock without hiding anything that happened: dates on which nothing was counted and nothing happened
 * become one break for each reason, and in a very long clock the eventless dates that counted do so too.
 */
export function foldDays(days: readonly DayOfClock[]): DrawnRow[] {
  const rows = foldIdle(days);
  if (rows.length <= ROWS_BEFORE_FOLDING) return rows;
  const present = foldQuiet(rows, ["left"]);
  return present.length <= ROWS_BEFORE_FOLDING ? present : foldQuiet(rows, ["counted", "overdue", "left"]);
}

function foldIdle(days: readonly DayOfClock[]): DrawnRow[] {
  const rows: DrawnRow[] = [];
  for (const day of days) {
    const bar = idleBar(day);
    const last = rows.at(-1);
    if (bar === null) rows.push({ kind: "day", day });
    else if (last?.kind === "break" && last.bar === bar) rows[rows.length - 1] = { ...last, days: [...last.days, day] };
    else rows.push({ kind: "break", days: [day], bar });
  }
  return rows;
}

/** What a date without any counting and any note was; null for every other date. */
function idleBar({ notes, counted, left, bars }: DayOfClock): BarKind | null {
  if (notes.length > 0 || counted > 0 || left > 0) return null;
  return bars.find(({ kind }) => kind !== "closed")?.kind ?? "closed";
}

function foldQuiet(rows: readonly DrawnRow[], counting: readonly BarKind[]): DrawnRow[] {
  const folded: DrawnRow[] = [];
  let run: DrawnRow[] = [];
  let runBar: BarKind | null = null;
  const endRun = (): void => {
    const isWorthIt = run.filter(({ kind }) => kind === "day").length >= FEWEST_TO_FOLD;
    if (isWorthIt && runBar !== null) folded.push({ kind: "break", days: run.flatMap(daysOf), bar: runBar });
    else folded.push(...run);
    run = [];
    runBar = null;
  };
  for (const row of rows) {
    const bar = quietBar(row, counting);
    // Weekends and holidays belong to the weeks around them, or nothing would become shorter.
    if (bar !== null && bar !== "closed" && runBar !== null && bar !== runBar) endRun();
    if (bar === null) {
      endRun();
      folded.push(row);
      continue;
    }
    run.push(row);
    if (bar !== "closed") runBar = bar;
  }
  endRun();
  return folded;
}

function quietBar(row: DrawnRow, counting: readonly BarKind[]): BarKind | null {
  if (row.kind === "break") return row.bar;
  const { notes, bars } = row.day;
  return notes.length > 0 ? null : (bars.find(({ kind }) => counting.includes(kind))?.kind ?? null);
}

function daysOf(row: DrawnRow): readonly DayOfClock[] {
  return row.kind === "day" ? [row.day] : row.days;
}
