import { goesOn, isDisclaimer, saysMore } from "./afterwords.ts";
import { isGreeting } from "./greeting.ts";
import { isMeetingStart, takeProgramFooters } from "./program-footers.ts";
import { isProgramSignature } from "./program-signature.ts";
import type { Reply } from "./read-reply.ts";
import { isNameAlone, readSignOff } from "./sign-off.ts";
import { dashesAt, littleFrom, softDashesAt } from "./signature-dashes.ts";
import { takeMarkedSignatures } from "./signature-marks.ts";
import { asks, endsInQuestion, hasWordsAbove, isSentence } from "./spoken-lines.ts";

const TRACKER_DOT = "\u1427";
const MAX_SIGNATURE_LINES = 12;
const MAX_SIGNATURE_LINE = 80;
const MIN_FOOTER_RULER = 15;
/** List servers draw theirs right below the last line. */
const MIN_LIST_RULER = 20;

/** What is known of the mail around the lines. */
export type Surroundings = {
  /** It quoted something, so words below a program's own line are the sender's. */
  hasQuotes: boolean;
  /** It answers nothing, so sentences below a program's own line are no old mail that lost its marks. */
  isNew: boolean;
};

/** Parts the lines that are kept into text and signature; between the two nothing but rulers gets lost. */
export function splitSignature(lines: readonly string[], around: Surroundings): Reply {
  const { own: unmarked, marked } = takeMarkedSignatures(lines);
  const { own, footer } = takeProgramFooters(unmarked, around.isNew);
  const body = withoutRulers(own);
  const start = signatureStart(body, around);
  const signature = tidy([...body.slice(start), "", ...marked, "", ...footer]);
  return { text: tidy(withoutRulers(body.slice(0, start))), signature };
}

function signatureStart(lines: readonly string[], { hasQuotes, isNew }: Surroundings): number {
  const hard = dashesAt(lines);
  const dashes = hard >= 0 ? hard : softDashesAt(lines);
  if (dashes >= 0) return programStart(lines, namedStart(lines, dashes));
  const little = hasQuotes ? lines.length + 1 : littleFrom(lines, !isNew);
  const program = lines.findIndex((_, at) => at >= little - 1 && isProgramLine(lines, at));
  const end = program > 0 ? program : programStart(lines, footerStart(lines));
  return programStart(lines, nameStart(lines, signOffStart(lines, end)));
}

/** A program's own line begins a sentence: in lower case right below words it goes on with theirs. */
function isProgramLine(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  const above = (lines[at - 1] ?? "").trim();
  const goesOn = /^\p{Ll}/u.test(line) && above !== "" && !/[.!?:]$/.test(above);
  return isProgramSignature(line) && !goesOn;
}

/** Lines of nothing but dashes or their like in front of what was cut away, and the dot that mail trackers leave. */
function withoutRulers(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 0 && isEmptied(lines[end - 1] ?? "")) end -= 1;
  return lines.slice(0, end);
}

function isEmptied(line: string): boolean {
  const text = line.trim();
  return text === "" || text === TRACKER_DOT || isRuler(line);
}

function isRuler(line: string): boolean {
  const text = line.trim();
  return text.length >= 2 && text.length <= 200 && /^(?:[-–—]+|_+|=+|\*+|#+|~+|\++)$/.test(text);
}

/** What list servers put under every mail: a long ruler, then a few lines with a link. People write their address so. */
function footerStart(lines: readonly string[]): number {
  const ruler = lines.findLastIndex((line) => line.length >= MIN_FOOTER_RULER && isRuler(line));
  const below = hasWordsAbove(lines, Math.max(0, ruler))
    ? lines.slice(ruler + 1).filter((line) => line.trim() !== "")
    : [];
  if (below.length === 0 || below.length > 8 || below.some(endsInQuestion)) return lines.length;
  if (belongsToAbove(lines, ruler) || isMeetingStart(lines, ruler)) return lines.length;
  if (below.some((line) => /https?:/.test(line)) && !below.some(asks)) return ruler;
  const isAddress = below.some((line) => /www\.|\S@\S|\d[\d ()+.-]{5,40}\d/.test(line));
  const isOfMany = below.filter((line) => line.includes("@")).length > 1;
  return isAddress && !isOfMany && below.length > 1 && !below.some((line) => asks(line) || isSentence(line))
    ? ruler
    : lines.length;
}

/** A heading that the ruler underlines, the head of a table, or words that lead to what follows: it is the writer's. */
function belongsToAbove(lines: readonly string[], ruler: number): boolean {
  const above = (lines[ruler - 1] ?? "").trim();
  const nearest = lines.slice(0, ruler).findLast((line) => line.trim() !== "") ?? "";
  const isOfList = (lines[ruler] ?? "").startsWith("_".repeat(MIN_LIST_RULER));
  return nearest.trimEnd().endsWith(":") || (above !== "" && !isOfList);
}

/** "-Anna Berg" or "/Anna" as the last words; not the last of a list. */
function nameStart(lines: readonly string[], end: number): number {
  let last = end - 1;
  while (last > 0 && (lines[last] ?? "").trim() === "") last -= 1;
  const line = lines[last] ?? "";
  const isName = /^[-/–—] ?\p{Lu}[\p{L}.'-]{0,30}(?: \p{Lu}[\p{L}.'-]{0,30}){0,3}$/u.test(line);
  const above = lines[last - 1] ?? "";
  // "/Faktura" that goes on with the line above it is a path.
  const goesOn = line.startsWith("/") && above.trim() !== "" && !/[.!?)…]\s*$/.test(above);
  return last > 0 && isName && !goesOn && !isListed(lines.slice(0, last), line) ? last : end;
}

function isListed(above: readonly string[], line: string): boolean {
  const nearest = above.findLast((one) => one.trim() !== "")?.trim() ?? "";
  return nearest.endsWith(":") || (nearest[0] === line[0] && line[0] !== "/");
}

/** A program's own line before `end`, when nothing but it and empty lines stand there. */
function programStart(lines: readonly string[], end: number): number {
  let start = end;
  for (let at = end - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (isProgramLine(lines, at)) start = at;
    else if (line.trim() !== "") break;
  }
  return start;
}

/** People sign above what their program adds: a sign-off and a name right before the dashes. */
function namedStart(lines: readonly string[], dashes: number): number {
  const start = signOffStart(lines, dashes);
  return lines.slice(start + 1, dashes).every((line) => isNameAlone(line)) ? start : dashes;
}

/** What stands below a line, nearest first. */
type Below = { filled: number; nearest: string; asks: boolean; goesOn: boolean };

function signOffStart(lines: readonly string[], end: number): number {
  const below: Below = { filled: 0, nearest: "", asks: false, goesOn: false };
  for (let at = end - 1; at > 0 && below.filled <= MAX_SIGNATURE_LINES; at -= 1) {
    const line = lines[at] ?? "";
    if (isSignOff(lines, at, below)) return below.goesOn || saysMore(lines.slice(at + 1, end)) ? end : at;
    if (line.length > MAX_SIGNATURE_LINE && !isDisclaimer(line)) return end;
    look(below, line);
  }
  return end;
}

function isSignOff(lines: readonly string[], at: number, below: Below): boolean {
  const signOff = readSignOff(lines[at] ?? "");
  const isSigned = isNameBelow(below.nearest);
  if (signOff === null || (!isSigned && isOnlyGreeted(lines, at))) return false;
  if (signOff === "wish") return isSigned && !isOnlyGreeted(lines, at) && !below.asks;
  return signOff === "sure" || !below.asks;
}

/** Nothing else, a name, or one more line of a signature. */
function isNameBelow(nearest: string): boolean {
  return nearest === "" || isNameAlone(nearest) || readSignOff(nearest) !== null || isProgramSignature(nearest);
}

/** "Hej", "All the best for 2027!", and then what the mail is about. */
function isOnlyGreeted(lines: readonly string[], at: number): boolean {
  const [first = "", second] = lines.slice(0, at).filter((line) => line.trim() !== "");
  return second === undefined && isGreeting(first);
}

function look(below: Below, line: string): void {
  if (line.trim() !== "") below.nearest = line;
  if (line.length > MAX_SIGNATURE_LINE) below.filled = 0;
  else if (line.trim() !== "") below.filled += 1;
  below.asks ||= asks(line);
  below.goesOn ||= goesOn(line);
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}
