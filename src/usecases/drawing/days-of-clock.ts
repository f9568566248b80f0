import type { NotCounted } from "../../domain/sla/explain-clock.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { formatLocalDate, type LocalDate } from "../../domain/time/local-date.ts";
import { type LocalPiece, localMoment, localPieces } from "../../domain/time/local-pieces.ts";
import type { ExplainedClock } from "../clock/explain-clocks.ts";
import type { BarKind, DayBar, DayNote, DayOfClock } from "./day-of-clock.ts";
import type { DrawingWords } from "./drawing-words.ts";
import { notesOfClock } from "./notes-of-clock.ts";

interface Stretch {
  readonly kind: BarKind;
  readonly from: Instant;
  readonly to: Instant;
  readonly why: NotCounted | null;
}

/**
 * The dates of a zone from the start of a clock to its last note, one after the other without gaps, each with what was
 * counted on it and what was not.
 */
export function daysOfClock(told: ExplainedClock, words: DrawingWords, zone: string): DayOfClock[] {
  const notes = notesOfClock(told, words, zone);
  const bars = stretchesOf(told).flatMap((stretch) =>
    localPieces(stretch.from, stretch.to, zone).map((piece) => ({ piece, bar: barOf(stretch, piece, words) })),
  );
  const days = new Map<LocalDate, Draft>();
  const draftOf = (date: LocalDate): Draft => {
    const draft = days.get(date) ?? { bars: [], notes: [], offsets: [] };
    days.set(date, draft);
    return draft;
  };
  for (const { piece, bar } of bars) {
    const draft = draftOf(piece.date);
    draft.bars.push(bar);
    draft.offsets.push(piece.offsetMilliseconds);
  }
  for (const note of notes) draftOf(localMoment(note.at, zone).date).notes.push(note);
  let sum = 0;
  return [...days.entries()]
    .sort(([one], [other]) => one - other)
    .map(([date, draft]) => {
      const counted = lengthOf(draft.bars, ["counted", "overdue"]);
      sum += counted;
      const { bars: dayBars, notes: dayNotes, offsets } = draft;
      const clockChange = (offsets.at(-1) ?? 0) - (offsets[0] ?? 0);
      return { date, bars: dayBars, notes: dayNotes, counted, sum, left: lengthOf(dayBars, ["left"]), clockChange };
    });
}

interface Draft {
  readonly bars: DayBar[];
  readonly notes: DayNote[];
  readonly offsets: number[];
}

function stretchesOf({ rows, ahead, reading }: ExplainedClock): Stretch[] {
  const isOverdue = (at: Instant) => reading.breachedAt !== null && at >= reading.breachedAt;
  const past = rows.flatMap((row): Stretch[] => {
    if (row.kind === "counted")
      return [{ kind: isOverdue(row.at) ? "overdue" : "counted", from: row.at, to: row.to, why: null }];
    return row.kind === "not-counted" ? [{ kind: barKind(row.why), from: row.at, to: row.to, why: row.why }] : [];
  });
  const coming = ahead.rows.map((row): Stretch => {
    if (row.kind === "counted") return { kind: "left", from: row.at, to: row.to, why: null };
    return { kind: barKind(row.why), from: row.at, to: row.to, why: row.why };
  });
  return [...past, ...coming];
}

function barKind(why: NotCounted): BarKind {
  if (why.kind === "closed" || why.kind === "paused") return why.kind;
  return "kept";
}

function barOf({ kind, why }: Stretch, piece: LocalPiece, words: DrawingWords): DayBar {
  const { from, to, fromMinute, toMinute } = piece;
  return { kind, from, to, fromMinute, toMinute, why: why === null ? [] : reasonsOn(why, piece.date, words) };
}

// A closing may last several dates: each gets what closed it, and no other.
function reasonsOn(why: NotCounted, date: LocalDate, words: DrawingWords): string[] {
  if (why.kind === "paused") return why.reasons.map(words.reason);
  if (why.kind !== "closed") return [];
  const text = formatLocalDate(date);
  const holidays = why.holidays.filter((holiday) => holiday.date === text).map(words.holiday);
  return [...holidays, ...(why.closures.includes(text) ? [words.closure] : [])];
}

function lengthOf(bars: readonly DayBar[], kinds: readonly BarKind[]): number {
  return bars.reduce((sum, { kind, from, to }) => (kinds.includes(kind) ? sum + (to - from) : sum), 0);
}
