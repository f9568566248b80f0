import { type QuotedHeaderKind, quotedHeaderLabel, withoutMarks } from "./quoted-headers.ts";

const MAX_LINES = 16;
const MAX_LINE = 100;
const MAX_WIDTH = 160;
const MAX_WORDS = 8;
/** A program's date and time: `18.11.2026 10:12`, `2026-11-18 10:12:33`. */
const MOMENT = /\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? {1,3}\d{1,2}[:.]\d\d/;
/** An address, a name of Notes ("One Person/North"), or a name in marks. */
const SOMEBODY = /^["<\p{L}].*(?:\S@\S|\p{L}\/\p{L})|^["<]/u;
/** What Notes puts between the two. */
const ASIDE =
  /^(?:sent by|please respond to|gesendet von|bitte antworten an|envoyé par|sendt af|inviato da|enviado por|verzonden door)(?!\p{L})/iu;

/**
 * Where the head that Lotus Notes writes above a mail it answers ends (the index after it), -1 where none begins at `start`: who wrote and
 * when, then the labels of recipient and subject, with a colon (Notes 5) or standing alone above or beside their values (Notes 6 to 8).
 */
export function notesHeadEnd(lines: readonly string[], start: number): number {
  const first = shown(lines, start);
  if (!isSomebody(first)) return -1;
  const seen = { moment: MOMENT.test(first), recipient: false };
  for (let at = start + 1; at < Math.min(lines.length, start + MAX_LINES); at += 1) {
    const line = shown(lines, at);
    const label = labelOf(line);
    if (label === "subject" && seen.moment && seen.recipient) return line.includes(":") ? at + 1 : at + 2;
    if (label === "from" || (label === null && !isPiece(line))) return -1;
    seen.moment ||= MOMENT.test(line);
    seen.recipient ||= label === "to";
  }
  return -1;
}

function isSomebody(line: string): boolean {
  return SOMEBODY.test(line) && isPiece(line) && labelOf(line) === null;
}

function shown(lines: readonly string[], at: number): string {
  return withoutMarks((lines[at] ?? "").slice(0, MAX_WIDTH)).trimEnd();
}

/** Nothing, a moment, an address, or a piece of either: no sentence, and no other label. */
function isPiece(line: string): boolean {
  if (ASIDE.test(line)) return true;
  return line.length <= MAX_LINE && !/[.!?]$|^[^\s<@]+: /.test(line) && line.split(/\s+/).length <= MAX_WORDS;
}

/** Of `To: two@south.example`, of `To` alone, and of `18/11/2026 10:12          cc`, where it ends a row of a table. */
function labelOf(line: string): QuotedHeaderKind | null {
  const colon = line.indexOf(":");
  if (colon > 0 && colon < 24 && !MOMENT.test(line))
    return quotedHeaderLabel(line.slice(0, colon).trim().toLowerCase());
  const gap = line.lastIndexOf("    ");
  return quotedHeaderLabel(line.slice(Math.max(gap, 0)).trim().toLowerCase());
}
