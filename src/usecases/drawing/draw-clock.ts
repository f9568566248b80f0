import { formatLocalTime } from "../../domain/outbound/local-time.ts";
import type { ClockState } from "../../domain/sla/clock-state.ts";
import type { ExplanationRow } from "../../domain/sla/explain-clock.ts";
import { yearOf } from "../../domain/time/local-date.ts";
import type { ExplainedClock } from "../clock/explain-clocks.ts";
import type { BarKind, DayOfClock } from "./day-of-clock.ts";
import { daysOfClock } from "./days-of-clock.ts";
import { drawBreak } from "./draw-break.ts";
import { type Drawn, drawDay } from "./draw-day.ts";
import type { DrawingWords } from "./drawing-words.ts";
import { foldDays } from "./fold-days.ts";
import { element, type Markup, textNode } from "./markup.ts";
import { type Hours, SHEET, textWidth, xOfMinute } from "./sheet.ts";
import { withoutAftermath } from "./without-aftermath.ts";

/** One drawn clock: its picture, what stood on it, and the same in sentences for those who do not see it. */
export interface DrawnClock extends Drawn {
  readonly bars: ReadonlySet<BarKind>;
  readonly described: string;
}

const MINUTE_MS = 60_000;
const ROWS_FROM = 88;

/** Draws one clock: its summary, the axis of hours, and a row for each date or for dates on which nothing happened. */
export function drawClock(
  explained: ExplainedClock,
  { words, zone, levelName }: { words: DrawingWords; zone: string; levelName: string },
): DrawnClock {
  const told = withoutAftermath(explained);
  const days = daysOfClock(told, words, zone);
  const hours = hoursOf(days);
  const heading = `${words.kinds[told.clock.kind]}, ${words.level} ${told.clock.level}${levelName === "" ? "" : ` (${levelName})`}`;
  const summary = summaryOf(told, words, zone);
  const rows: Markup[] = [];
  let y = ROWS_FROM;
  let year = 0;
  for (const row of foldDays(days)) {
    const date = row.kind === "day" ? row.day.date : (row.days[0]?.date ?? 0);
    const isNewYear = yearOf(date as DayOfClock["date"]) !== year;
    year = yearOf(date as DayOfClock["date"]);
    const drawn = row.kind === "day" ? drawDay(row.day, hours, words, isNewYear) : drawBreak(row, words);
    rows.push(element("g", { transform: `translate(0 ${y})` }, drawn.markup));
    y += drawn.height;
  }
  const markup = element(
    "g",
    { class: "clock" },
    element("text", { x: SHEET.margin, y: 16, class: "heading" }, textNode(heading)),
    ...pill(told.reading.state, words),
    element("text", { x: SHEET.margin, y: 38 }, textNode(summary.slice(0, 3).join(" "))),
    element("text", { x: SHEET.margin, y: 56, class: "soft" }, textNode(summary.slice(3).join(" "))),
    ...axis(hours, words),
    ...rows,
  );
  const bars = new Set(days.flatMap((day) => day.bars.map(({ kind }) => kind)));
  return {
    markup,
    height: y,
    bars,
    described: describe([`${heading}: ${words.states[told.reading.state]}.`, ...summary], days, words),
  };
}

function hoursOf(days: readonly DayOfClock[]): Hours {
  const minutes = days.flatMap(({ bars, notes }) => [
    ...bars
      .filter(({ kind }) => kind === "counted" || kind === "overdue" || kind === "left")
      .flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]),
    ...notes.map(({ minute }) => minute),
  ]);
  const from = Math.max(0, Math.floor((smallest(minutes) - 30) / 60));
  const to = Math.min(24, Math.max(from + 6, Math.ceil((-smallest(minutes.map((minute) => -minute)) + 30) / 60)));
  return { from: Math.min(from, to - 6), to };
}

function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), values[0] ?? 0);
}

/** Three sentences of the promise, then what did not count. */
function summaryOf(
  { rows, ahead, reading, targetMinutes }: ExplainedClock,
  words: DrawingWords,
  zone: string,
): string[] {
  const lengthOf = (isMeant: (row: Extract<ExplanationRow, { kind: "not-counted" }>) => boolean) =>
    rows.reduce((sum, row) => (row.kind === "not-counted" && isMeant(row) ? sum + row.to - row.at : sum), 0);
  const closed = lengthOf(({ why }) => why.kind === "closed");
  const paused = lengthOf(({ why }) => why.kind !== "closed");
  const at = ahead.dueAt === null ? null : formatLocalTime(ahead.dueAt, zone, words.language);
  const isPast = reading.breachedAt !== null || reading.metAt !== null;
  const due =
    at === null ? (reading.state === "paused" ? words.noDeadline : "") : isPast ? words.fellDue(at) : words.due(at);
  return [
    words.promised(words.length(targetMinutes * MINUTE_MS)),
    words.counted(words.length(reading.elapsedMilliseconds)),
    due,
    words.notCounted(words.length(closed), paused === 0 ? null : words.length(paused)),
  ];
}

function pill(state: ClockState, words: DrawingWords): Markup[] {
  const text = words.states[state];
  const width = textWidth(text) + 20;
  const right = SHEET.width - SHEET.margin;
  return [
    element("rect", { x: right - width, y: 0, width, height: 22, rx: 11, class: `pill pill-${state}` }),
    element("text", { x: right - width / 2, y: 15, class: `middle ${textClass(state)}` }, textNode(text)),
  ];
}

function textClass(state: ClockState): string {
  if (state === "met") return "text-good";
  return state === "breached" ? "text-bad" : "";
}

function axis(hours: Hours, words: DrawingWords): Markup[] {
  const every = hours.to - hours.from > 14 ? 2 : 1;
  const ticks = Array.from({ length: hours.to - hours.from + 1 }, (_, index) => hours.from + index);
  const y = ROWS_FROM - 10;
  return [
    ...ticks
      .filter((hour) => (hour - hours.from) % every === 0)
      .map((hour) =>
        element(
          "text",
          { x: xOfMinute(hours, hour * 60), y, class: "soft small middle" },
          textNode(words.time(hour * 60)),
        ),
      ),
    element("text", { x: SHEET.countedAt, y, class: "soft small end" }, textNode(words.columns.counted)),
    element("text", { x: SHEET.sumAt, y, class: "soft small end" }, textNode(words.columns.sum)),
  ];
}

function describe(summary: readonly string[], days: readonly DayOfClock[], words: DrawingWords): string {
  const notes = days.flatMap(({ date, notes: onDay }) =>
    onDay.map(({ minute, text }) => `${words.day(date, { year: true })} ${words.time(minute)} ${text}.`),
  );
  return [...summary, ...notes].filter((sentence) => sentence !== "").join(" ");
}
