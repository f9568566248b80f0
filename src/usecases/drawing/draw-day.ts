import type { DayBar, DayNote, DayOfClock } from "./day-of-clock.ts";
import { drawNotes } from "./draw-notes.ts";
import type { DrawingWords } from "./drawing-words.ts";
import { element, type Markup, textNode } from "./markup.ts";
import { placeNotes } from "./place-notes.ts";
import { type Hours, SHEET, textWidth, xOfMinute } from "./sheet.ts";

/** A part of a drawing, from its own top at 0. */
export interface Drawn {
  readonly markup: Markup;
  readonly height: number;
}

const STRIP = 22;
const QUIET_STRIP = 14;
const MOST_NOTES = 24;
/** So much of a bar must stay to be seen beside its label. */
const BESIDE_LABEL = 40;

/** One date: its strip to scale, its sums, and what happened on it in lines below. */
export function drawDay(day: DayOfClock, hours: Hours, words: DrawingWords, year: boolean): Drawn {
  const strip = day.notes.length > 0 ? STRIP : QUIET_STRIP;
  const placed = placeNotes(withinReason(day.notes, words), {
    xOf: (minute) => xOfMinute(hours, minute),
    labelOf: (note) => `${words.time(note.minute)} ${note.text}`,
    widthOf: (label) => textWidth(label),
    right: SHEET.width - SHEET.margin,
  });
  const lines = placed.reduce((most, { line }) => Math.max(most, line + 1), 0);
  const markup = element(
    "g",
    { class: "day" },
    dateOf(day, strip, words, year),
    ...day.bars.flatMap((bar) => drawBar(bar, hours, strip, words)),
    ...gridLines(hours, strip),
    ...day.bars.flatMap((bar) => barLabel(bar, day.notes, hours, strip, words)),
    ...drawNotes(placed, strip),
    ...sums(day, strip, words),
  );
  const below = lines === 0 ? 6 : lines * SHEET.noteLine + 12;
  return { markup, height: strip + below };
}

/** Of very many notes the first and the last, and how many were left out between them; none of the bars is. */
function withinReason(notes: readonly DayNote[], words: DrawingWords): readonly DayNote[] {
  const left = notes.length - MOST_NOTES;
  const between = notes[MOST_NOTES / 2];
  if (left <= 0 || between === undefined) return notes;
  const more: DayNote = { ...between, tone: "plain", text: words.more(left + 1) };
  return [...notes.slice(0, MOST_NOTES / 2), more, ...notes.slice(1 - MOST_NOTES / 2)];
}

/** The counted time of one row and the sum so far, in their columns. */
export function sums(day: Pick<DayOfClock, "counted" | "sum">, strip: number, words: DrawingWords): Markup[] {
  if (day.counted === 0) return [];
  const y = strip / 2 + 4;
  return [
    element("text", { x: SHEET.countedAt, y, class: "soft end" }, textNode(`+ ${words.length(day.counted)}`)),
    element("text", { x: SHEET.sumAt, y, class: "strong end" }, textNode(words.length(day.sum))),
  ];
}

function dateOf({ date, clockChange }: DayOfClock, strip: number, words: DrawingWords, year: boolean): Markup {
  const label = element("text", { x: SHEET.margin, y: strip / 2 + 4 }, textNode(words.day(date, { year })));
  if (clockChange === 0) return label;
  const what = clockChange < 0 ? words.clocksBack : words.clocksForward;
  return element(
    "g",
    {},
    label,
    element("text", { x: SHEET.margin, y: strip + 12, class: "soft small" }, textNode(what)),
  );
}

function drawBar(bar: DayBar, hours: Hours, strip: number, words: DrawingWords): Markup[] {
  const x = xOfMinute(hours, bar.fromMinute);
  const width = xOfMinute(hours, bar.toMinute) - x;
  if (width <= 0) return [];
  const why = bar.why.length === 0 ? "" : `: ${bar.why.join(", ")}`;
  const text = `${words.time(bar.fromMinute)}–${words.time(bar.toMinute)} ${words.bars[bar.kind]}${why}`;
  const hint = element("title", {}, textNode(text));
  return [element("rect", { x, y: 0, width, height: strip, class: bar.kind }, hint)];
}

function gridLines({ from, to }: Hours, strip: number): Markup[] {
  return Array.from({ length: to - from - 1 }, (_, index) => {
    const x = xOfMinute({ from, to }, (from + 1 + index) * 60);
    return element("line", { x1: x, x2: x, y1: 0, y2: strip, class: "grid" });
  });
}

// In the strip only where there is room, so that no sign of a note stands on it.
function barLabel(bar: DayBar, notes: readonly DayNote[], hours: Hours, strip: number, words: DrawingWords): Markup[] {
  if (bar.kind !== "paused" && bar.why.length === 0) return [];
  const [from, to] = [xOfMinute(hours, bar.fromMinute), xOfMinute(hours, bar.toMinute)];
  const text = [...(bar.kind === "paused" ? [words.bars.paused] : []), ...bar.why].join(": ");
  const size = strip === STRIP ? 12 : 11;
  const half = textWidth(text, size) / 2 + 6;
  const x = (from + to) / 2;
  const isCrossed = notes.some(({ minute }) => Math.abs(xOfMinute(hours, minute) - x) < half);
  if (to - from < half * 2 + BESIDE_LABEL || isCrossed) return [];
  return onPlate(text, { x, half, strip, size });
}

/** A text in the middle of a strip, on a plate that keeps what is under it away from its letters. */
export function onPlate(
  text: string,
  { x, half, strip, size }: { x: number; half: number; strip: number; size: number },
): Markup[] {
  return [
    element("rect", { x: x - half, y: 2, width: half * 2, height: strip - 4, rx: 3, class: "plate" }),
    element("text", { x, y: strip / 2 + 4, class: size === 12 ? "middle" : "middle small" }, textNode(text)),
  ];
}
