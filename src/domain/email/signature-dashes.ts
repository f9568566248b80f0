import { isProgramSignature } from "./program-signature.ts";
import { isNameAlone } from "./sign-off.ts";
import { asks, endsInQuestion, hasWordsAbove, isSentence } from "./spoken-lines.ts";

/** Dashes and lines that people part paragraphs with as well. */
const SOFT_DASHES = ["\u2014", "\u2013", "__"];
const REPLY_FOOTER = /^(?:reply to this email directly|you are receiving this)/i;
const MAX_LINES_BELOW_PROGRAM = 4;
const MAX_LINES_BELOW_DASHES = 7;

/**
 * RFC 3676 section 4.3: `-- `. Many programs drop the trailing space, and people part paragraphs with two dashes: without the space
 * they count where they stand once, or last with little below, and nothing below asks. As the first line they would leave no text.
 */
export function dashesAt(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== "");
  const exact = lines.findIndex((line, at) => at > first && line === "-- ");
  const bare = lines.findIndex((line, at) => at > first && line.trimEnd() === "--" && !isLedTo(lines, at));
  if (exact >= 0 && (bare < 0 || exact <= bare)) return exact;
  const last = lines.findLastIndex((line) => line.trimEnd() === "--");
  if (bare < 0 || lines.slice(last + 1).some(endsInQuestion)) return exact;
  if (bare === last || isShortBelow(lines.slice(bare + 1))) return bare;
  return littleFrom(lines, false) <= last + 1 ? last : exact;
}

/** "—" once, and below it a name with little else, or what GitHub writes there. */
export function softDashesAt(lines: readonly string[]): number {
  const isSoft = (line: string): boolean => SOFT_DASHES.includes(line.trim());
  const at = lines.findIndex(isSoft);
  const below = at <= 0 ? [] : lines.slice(at + 1).filter((line) => line.trim() !== "");
  if (below.length === 0 || below.some(isSoft)) return -1;
  if (REPLY_FOOTER.test(below[0] ?? "")) return at;
  const isLittle = below.length <= MAX_LINES_BELOW_PROGRAM && !below.some((line) => asks(line) || isSentence(line));
  return isLittle && /^\p{Lu}/u.test(below[0] ?? "") && isNameAlone(below[0] ?? "") && hasWordsAbove(lines, at)
    ? at
    : -1;
}

/** "My signature should be:" right above two dashes that no program wrote. */
function isLedTo(lines: readonly string[], at: number): boolean {
  return lines[at] === "--" && (lines[at - 1] ?? "").trimEnd().endsWith(":");
}

/** Below a signature's dashes stands who it is of; some part its pieces by dashes again. */
function isShortBelow(below: readonly string[]): boolean {
  const filled = below.filter((line) => line.trim() !== "");
  return filled.length <= MAX_LINES_BELOW_DASHES && !isSentence(filled[0] ?? "");
}

/**
 * From where on so little stands that it may be lost behind a mark: a few lines, none of them a question, or a sentence unless they may
 * be. One look at each line, however many of them a mark could be.
 */
export function littleFrom(lines: readonly string[], maySay: boolean): number {
  let filled = 0;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || isProgramSignature(line)) continue;
    filled += 1;
    if (filled > MAX_LINES_BELOW_PROGRAM || asks(line) || (!maySay && isSentence(line))) return at + 1;
  }
  return 0;
}
