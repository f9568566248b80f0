import type { NoteTone } from "./day-of-clock.ts";
import { element, type Markup, textNode } from "./markup.ts";
import type { PlacedNote } from "./place-notes.ts";
import { SHEET } from "./sheet.ts";

/** The leaders, signs and texts of the notes of one date, below its strip. */
export function drawNotes(placed: readonly PlacedNote[], strip: number): Markup[] {
  const yOf = ({ line }: PlacedNote) => strip + 14 + line * SHEET.noteLine;
  const leaders = placed.map((one) =>
    element("line", { x1: one.x, x2: one.x, y1: -3, y2: yOf(one) - 8, class: `leader ${one.note.tone}` }),
  );
  return [...leaders, ...placed.flatMap((one) => [sign(one.note.tone, one.x, yOf(one) - 4), label(one, yOf(one))])];
}

function label({ note, label: text, textX }: PlacedNote, y: number): Markup {
  const [time = "", ...rest] = text.split(" ");
  return element(
    "text",
    { x: textX, y, class: `text-${note.tone}` },
    element("tspan", { class: "strong" }, textNode(time)),
    textNode(` ${rest.join(" ")}`),
  );
}

// The shape tells the tone too: colour alone must not.
function sign(tone: NoteTone, x: number, y: number): Markup {
  const shape = `sign-${tone}`;
  switch (tone) {
    case "start":
      return element("circle", { cx: x, cy: y, r: 3.6, class: shape });
    case "plain":
      return element("circle", { cx: x, cy: y, r: 3.2, class: shape });
    case "good":
      return path(shape, `M${at(x - 4)} ${at(y)}l3 3.6l5.4 -7`);
    case "bad":
      return path(shape, `M${at(x)} ${at(y - 4.8)}l4.8 4.8l-4.8 4.8l-4.8 -4.8z`);
    case "warning":
      return path(shape, `M${at(x)} ${at(y - 4.6)}l4.8 8.6h-9.6z`);
    case "deadline":
      return path(shape, `M${at(x - 1)} ${at(y - 5)}h8l-2 2.5l2 2.5h-6v5h-2z`);
    case "now":
      return path(shape, `M${at(x - 4)} ${at(y + 4)}l4 -8l4 8l-4 -2.4z`);
  }
}

function path(shape: string, d: string): Markup {
  return element("path", { d, class: shape });
}

function at(value: number): number {
  return Math.round(value * 10) / 10;
}
