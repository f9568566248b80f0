import { attributionLength } from "./attribution.ts";
import { readQuoteMarker } from "./quote-markers.ts";
import { quotedBlockEnd } from "./quoted-headers.ts";

/** Stands in front of each line of an indented block that may be a quote or the writer's own (a noncharacter, which no text holds). */
export const INDENT = "\u{fdd0}";
const MAX_CHARACTERS = 200_000;

/**
 * Decides what the indented blocks of HTML are whose program did not say "quote": HTML has one element for both. A block
 * is a quote where an attribution or a quoted header stood before it or opens it, and where it ends the mail below other
 * words; a block in the midst of own words is the writer's. A new mail (`isNew`) ends with no old one that nothing announces. Linear in the lines; past 200,000
 * characters nothing is trimmed anyway, so nothing is decided.
 */
export function settleIndents(text: string, isNew = false): string {
  if (!text.includes(INDENT)) return text;
  const lines = text.split("\n");
  const plain = lines.map(withoutIndents);
  if (text.length > MAX_CHARACTERS) return plain.join("\n");
  const last = lastOwnLine(lines);
  let announced = false;
  let words = false;
  let quoting = false;
  const settled = lines.map((line, at) => {
    const isIndented = line.startsWith(INDENT);
    announced ||= announcesQuote(plain, at);
    if (!isIndented) quoting = false;
    else quoting ||= announced || (!isNew && words && at > last);
    words ||= !isIndented && line.trim() !== "";
    return quoting ? `> ${plain[at] ?? ""}` : (plain[at] ?? "");
  });
  return settled.join("\n");
}

function withoutIndents(line: string): string {
  return line.replaceAll(`${INDENT} `, "").replaceAll(INDENT, "");
}

function lastOwnLine(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.trim() !== "" && !line.startsWith(INDENT));
}

function announcesQuote(plain: readonly string[], at: number): boolean {
  const line = plain[at] ?? "";
  if (line.trim() === "" || line.trimStart().startsWith(">")) return false;
  return readQuoteMarker(line) !== null || quotedBlockEnd(plain, at) > 0 || attributionLength(plain, at) > 0;
}
