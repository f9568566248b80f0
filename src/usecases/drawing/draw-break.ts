import type { BarKind, DayOfClock } from "./day-of-clock.ts";
import { type Drawn, onPlate, sums } from "./draw-day.ts";
import type { DrawingWords } from "./drawing-words.ts";
import type { DrawnRow } from "./fold-days.ts";
import { element, textNode } from "./markup.ts";
import { SHEET, textWidth } from "./sheet.ts";

const STRIP = 18;
const MOST_REASONS = 4;

/** Dates that are not drawn to scale: torn at both ends, so that nobody measures them, with what they were in words. */
export function drawBreak({ days, bar }: Extract<DrawnRow, { kind: "break" }>, words: DrawingWords): Drawn {
  const text = shortened(textOf(days, bar, words));
  const half = textWidth(text) / 2 + 8;
  const [first, last] = [days[0] as DayOfClock, days.at(-1) as DayOfClock];
  const dates = first === last ? words.day(first.date) : `${words.day(first.date)} – ${words.day(last.date)}`;
  const counted = days.reduce((sum, day) => sum + day.counted, 0);
  const markup = element(
    "g",
    { class: "days" },
    element("text", { x: SHEET.margin, y: STRIP / 2 + 4, class: "soft" }, textNode(dates)),
    element("path", { d: tornStrip(), class: bar }, element("title", {}, textNode(`${dates}: ${text}`))),
    ...onPlate(text, { x: (SHEET.stripFrom + SHEET.stripTo) / 2, half, strip: STRIP, size: 12 }),
    ...sums({ counted, sum: last.sum }, STRIP, words),
  );
  return { markup, height: STRIP + 10 };
}

function textOf(days: readonly DayOfClock[], bar: BarKind, words: DrawingWords): string {
  const lengthOf = (part: "counted" | "left") => words.length(days.reduce((sum, day) => sum + day[part], 0));
  const reasons = reasonsOf(days, bar === "paused" ? "paused" : "closed", words);
  if (bar === "left") return [words.daysLeft(days.length, lengthOf("left")), ...reasons].join("; ");
  if (bar === "counted" || bar === "overdue") {
    return [words.days(days.length, lengthOf("counted")), ...reasons].join("; ");
  }
  return reasons[0] ?? words.bars[bar];
}

/** `closed: Whit Monday (Mon 25 May)`, or nothing where no bar of this kind has a reason. */
function reasonsOf(days: readonly DayOfClock[], kind: "paused" | "closed", words: DrawingWords): string[] {
  const reasons = days.flatMap(({ date, bars }) =>
    bars
      .filter((bar) => bar.kind === kind)
      .flatMap(({ why }) => why.map((reason) => (kind === "closed" ? `${reason} (${words.day(date)})` : reason))),
  );
  const told = [...new Set(reasons)];
  const few = told.length > MOST_REASONS ? [...told.slice(0, MOST_REASONS), "…"] : told;
  return few.length === 0 ? [] : [`${words.bars[kind]}: ${few.join(", ")}`];
}

function shortened(text: string): string {
  const most = Math.floor((SHEET.stripTo - SHEET.stripFrom - 40) / textWidth("x"));
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}

function tornStrip(): string {
  const { stripFrom: from, stripTo: to } = SHEET;
  const tooth = STRIP / 6;
  const down = `l-4 ${tooth}l4 ${tooth}`.repeat(3);
  const up = `l4 ${-tooth}l-4 ${-tooth}`.repeat(3);
  return `M${from + 4} 0H${to}${down}H${from + 4}${up}z`;
}
