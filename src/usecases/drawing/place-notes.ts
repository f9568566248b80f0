import type { DayNote } from "./day-of-clock.ts";

/** A note with its place under a strip: its sign at `x`, its text from `textX`, on a line counted from 0. */
export interface PlacedNote {
  readonly note: DayNote;
  readonly label: string;
  readonly x: number;
  readonly textX: number;
  readonly line: number;
}

export interface NoteSpace {
  readonly xOf: (minute: number) => number;
  readonly labelOf: (note: DayNote) => string;
  readonly widthOf: (label: string) => number;
  /** No text goes past this. */
  readonly right: number;
}

const SIGN_WIDTH = 12;
const GAP = 12;

/**
 * Puts notes under their instants, each on the first line where its text meets no other text and no leader of another.
 * From right to left, since texts run to the right of their signs: so leaders pass beside texts, not through them.
 */
export function placeNotes(notes: readonly DayNote[], space: NoteSpace): PlacedNote[] {
  const placed: Taken[] = [];
  for (const note of [...notes].reverse()) placed.push(place(note, space, placed));
  return placed.reverse();
}

interface Taken extends PlacedNote {
  readonly from: number;
  readonly to: number;
}

function place(note: DayNote, { xOf, labelOf, widthOf, right }: NoteSpace, placed: readonly Taken[]): Taken {
  const label = labelOf(note);
  const x = xOf(note.minute);
  const width = widthOf(label);
  const textX = Math.min(x + SIGN_WIDTH, right - width);
  const [from, to] = [Math.min(x - SIGN_WIDTH / 2, textX), textX + width];
  let line = 0;
  while (placed.some((other) => collide({ from, to, line, x }, other))) line += 1;
  return { note, label, x, textX, line, from, to };
}

function collide(mine: { from: number; to: number; line: number; x: number }, other: Taken): boolean {
  if (other.line === mine.line) return mine.from < other.to + GAP && other.from < mine.to + GAP;
  // A leader that goes further down passes this line.
  return other.line > mine.line && other.x > mine.from - GAP / 2 && other.x < mine.to + GAP / 2;
}
