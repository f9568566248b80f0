import type { Language } from "../../domain/desk/language.ts";
import { formatLocalTime } from "../../domain/outbound/local-time.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { ExplainedClock } from "../clock/explain-clocks.ts";
import { BAR_KINDS, type BarKind } from "./day-of-clock.ts";
import { type DrawnClock, drawClock } from "./draw-clock.ts";
import { DRAWING_STYLE } from "./drawing-style.ts";
import { type DrawingWords, drawingWords } from "./drawing-words.ts";
import { element, type Markup, textNode } from "./markup.ts";
import { SHEET, textWidth } from "./sheet.ts";

export interface DrawingOrder {
  readonly ref: string;
  readonly subject: string;
  readonly clocks: readonly ExplainedClock[];
  /** The instant up to which they are told. */
  readonly now: Instant;
  /** IANA zone of the axis: the desk's. */
  readonly zone: string;
  readonly language: Language;
  /** The name of a level in that language; empty where the desk no longer has it. */
  readonly levelName: (level: string) => string;
}

const HEAD = 72;
const BETWEEN = 30;
const LONGEST_SUBJECT = 78;

/**
 * The explained clocks of a ticket as one SVG file: a row for each date, the hours of the day across, in the desk's zone. It
 * has no script and loads nothing; its colours follow the reader's choice of light or dark. All text is escaped.
 */
export function drawClocks(order: DrawingOrder): string {
  const words = drawingWords(order.language);
  const drawn = drawEach(order, words);
  const parts: Markup[] = [];
  let y = HEAD;
  for (const { markup, height } of drawn) {
    parts.push(element("g", { transform: `translate(0 ${y})` }, markup));
    y += height + BETWEEN;
  }
  if (drawn.length === 0) {
    parts.push(element("text", { x: SHEET.margin, y: y + 10 }, textNode(words.noClock)));
    y += BETWEEN;
  }
  parts.push(element("g", { transform: `translate(0 ${y - 8})` }, ...legend(drawn, words)));
  return document(order, y + 36, { drawn, words, parts });
}

/** What the drawing says, for those who do not see it. */
export function describeClocks(order: DrawingOrder): string {
  const words = drawingWords(order.language);
  return described(drawEach(order, words), words);
}

function drawEach({ clocks, zone, levelName }: DrawingOrder, words: DrawingWords): DrawnClock[] {
  return clocks.map((told) => drawClock(told, { words, zone, levelName: levelName(told.clock.level) }));
}

function described(drawn: readonly DrawnClock[], words: DrawingWords): string {
  return drawn.length === 0 ? words.noClock : drawn.map((one) => one.described).join(" ");
}

function document(
  { ref, subject, now, zone, language }: DrawingOrder,
  height: number,
  { drawn, words, parts }: { drawn: readonly DrawnClock[]; words: DrawingWords; parts: readonly Markup[] },
): string {
  const when = words.drawn(zone, formatLocalTime(now, zone, language));
  const svg = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${SHEET.width} ${Math.ceil(height)}`,
      width: SHEET.width,
      height: Math.ceil(height),
      role: "img",
      lang: language,
      "aria-labelledby": "title desc",
    },
    element("title", { id: "title" }, textNode(`${ref} ${shortened(subject)}`)),
    element("desc", { id: "desc" }, textNode(`${described(drawn, words)} ${when}`)),
    element("style", {}, DRAWING_STYLE as Markup),
    element("defs", {}, hatching("pause"), hatching("kept")),
    element("rect", { width: SHEET.width, height: Math.ceil(height), rx: 8, class: "ground" }),
    element(
      "text",
      { x: SHEET.margin, y: 34, class: "title" },
      textNode(ref),
      element("tspan", { dx: 14, class: "heading soft" }, textNode(shortened(subject))),
    ),
    element("text", { x: SHEET.margin, y: 54, class: "soft" }, textNode(when)),
    ...parts,
  );
  return `${svg}\n`;
}

function shortened(subject: string): string {
  const characters = [...subject];
  return characters.length <= LONGEST_SUBJECT ? subject : `${characters.slice(0, LONGEST_SUBJECT - 1).join("")}…`;
}

function hatching(name: "pause" | "kept"): Markup {
  return element(
    "pattern",
    { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    element("rect", { width: 7, height: 7, class: `${name}-ground` }),
    element("line", { x1: 0, x2: 0, y1: 0, y2: 7, class: `${name}-line` }),
  );
}

function legend(drawn: readonly DrawnClock[], words: DrawingWords): Markup[] {
  const used = BAR_KINDS.filter((kind) => drawn.some(({ bars }) => bars.has(kind)));
  let x = SHEET.stripFrom;
  const entries = used.map((kind: BarKind) => {
    const entry = element(
      "g",
      { transform: `translate(${x} 0)` },
      element("rect", { width: 22, height: 12, y: -1, class: kind }),
      element("text", { x: 28, y: 9, class: "soft" }, textNode(words.bars[kind])),
    );
    x += 28 + textWidth(words.bars[kind]) + 22;
    return entry;
  });
  return drawn.length === 0
    ? []
    : [...entries, element("text", { x: SHEET.stripFrom, y: 30, class: "soft small" }, textNode(words.outside))];
}
