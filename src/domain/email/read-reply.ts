import { attributionLength } from "./attribution.ts";
import { notesHeadEnd } from "./notes-head.ts";
import { withoutArmour } from "./pgp-armour.ts";
import { isAnnouncement, isBareMarker, readQuoteMarker } from "./quote-markers.ts";
import { quotedBlockEnd, readQuotedHeader, withoutMarks } from "./quoted-headers.ts";
import { withoutSignatureMarks } from "./signature-marks.ts";
import { splitSignature } from "./split-signature.ts";

/** What is new in a mail, and the signature it ended with. */
export type Reply = { text: string; signature: string };

const MAX_CHARACTERS = 200_000;
const MAX_LINES = 5_000;
const MAX_PROMPTS = 10;

/** What a line is. `mark` begins a quoted mail that has no `>`: everything below belongs to it. */
type LineKind = "empty" | "text" | "quote" | "attribution" | "mark";

/**
 * The new text of a mail: no quotes, no attribution line, no signature (RFC 3676 section 4.3 and what mail programs
 * write). Linear in the text; past 200,000 characters or 5,000 lines nothing is trimmed. Where in doubt it keeps more.
 */
export function readReply(text: string, isNew = false): Reply {
  if (text.length > MAX_CHARACTERS) return untrimmed(text);
  const lines = withoutArmour(text.replaceAll("\u00a0", " ").split("\n")).flatMap(splitSharedLine);
  if (lines.length > MAX_LINES) return untrimmed(text);
  const kinds = isNew ? withPastedQuotes(lines, lineKinds(lines, true)) : lineKinds(lines, false);
  const end = cutAt(kinds);
  const kept = lines.slice(0, end).filter((_, at) => kinds[at] === "text" || kinds[at] === "empty");
  return splitSignature(kept, { hasQuotes: kinds.includes("quote") || kinds.includes("attribution"), isNew });
}

/** What a mail that answers none marks without saying whose it is, its writer put there. */
function withPastedQuotes(lines: readonly string[], kinds: LineKind[]): LineKind[] {
  const hasWords = lines.some((line, at) => kinds[at] === "text" && /[\p{L}\p{N}]/u.test(line));
  if (kinds.includes("attribution") || kinds.includes("mark") || !hasWords) return kinds;
  return kinds.map((kind) => (kind === "quote" ? "text" : kind));
}

function untrimmed(text: string): Reply {
  return { text: withoutSignatureMarks(text), signature: "" };
}

/**
 * The new text of a mail that names none it answers; `isNew`: nor does its subject say so. A mail of nothing but a quote is then one
 * that was passed on, or written in a frame, and all of it is new; an answer of nothing but a quote says nothing.
 */
export function readOpening(text: string, isNew: boolean): Reply {
  const reply = readReply(text, isNew);
  const isTold = reply.text !== "" || reply.signature !== "" || !/[\p{L}\p{N}]/u.test(text);
  if (isTold || text.length > MAX_CHARACTERS) return reply;
  return { text: withoutSignatureMarks(text).split("\n").map(withoutQuoteMarks).join("\n").trim(), signature: "" };
}

function withoutQuoteMarks(line: string): string {
  const indent = line.length - line.trimStart().length;
  return line[indent] === ">" ? withoutMarks(line) : line;
}

/** Some phones glue the attribution to the last line: "Thanks--- On Wed, Apr 4, 2012, me@... wrote:". */
function splitSharedLine(line: string): string[] {
  if (!line.endsWith("wrote:") || line.length > 1_000) return [line];
  const at = line.search(/--+ ?On /);
  return at > 0 ? [line.slice(0, at), line.slice(at)] : [line];
}

function lineKinds(lines: readonly string[], isNew: boolean): LineKind[] {
  const kinds: LineKind[] = [];
  while (kinds.length < lines.length) {
    const kind = lineKind(lines, kinds.length);
    const attribution = kind === "text" ? attributionLength(lines, kinds.length, isNew) : 0;
    if (attribution === 0) kinds.push(kind);
    for (let count = 0; count < attribution; count += 1) kinds.push("attribution");
  }
  return kinds;
}

function lineKind(lines: readonly string[], at: number): LineKind {
  const line = lines[at] ?? "";
  if (line.trim() === "") return "empty";
  if (line.startsWith(">>> ") && isPrompt(lines, at)) return "text";
  if (line.startsWith(">>> ") && !isMarked(lines[at - 1])) return openedByArrows(lines, at);
  if (isMarked(line)) return isComparison(lines, at) ? "text" : "quote";
  return opensQuotedMail(lines, at) ? "mark" : "text";
}

/** What an interpreter shows, right below a person's words, where nothing else is marked. */
function isPrompt(lines: readonly string[], at: number): boolean {
  let first = at;
  while (first > at - MAX_PROMPTS && (lines[first - 1] ?? "").startsWith(">>> ")) first -= 1;
  if ((lines[first - 1] ?? "").trim() === "" || attributionLength(lines, first) > 0) return false;
  const around = [...lines.slice(Math.max(0, first - 4), first), ...lines.slice(at + 1, at + 3)];
  const isAlone = !around.some((line) => isMarked(line) && !line.startsWith(">>> "));
  return isAlone && readQuoteMarker(lines[first] ?? "") === null;
}

/** GroupWise announces its quote by three arrows and marks none of its lines. */
function openedByArrows(lines: readonly string[], at: number): LineKind {
  const length = attributionLength(lines, at);
  const isBare = length > 0 && !isMarked(lines.slice(at + length).find((line) => line.trim() !== ""));
  return readQuoteMarker(lines[at] ?? "") !== null || isBare ? "mark" : "quote";
}

function opensQuotedMail(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? "";
  if (quotedBlockEnd(lines, at) > 0 || notesHeadEnd(lines, at) > 0) return true;
  if (readQuoteMarker(line) !== null) return !isAnnouncement(line) || leadsToMail(lines, at + 1);
  return (isBareMarker(line) || isBetweenDashes(line)) && quotedBlockEnd(lines, at + 1) > 0;
}

/** In whatever language: the headers right below prove it. */
function isBetweenDashes(line: string): boolean {
  return line.length < 120 && /^\s{0,20}-{4,60}[^-].*-{4,60}\s*$/.test(line);
}

/** Words without dashes count only above a mail: its headers, or its marked lines. */
function leadsToMail(lines: readonly string[], start: number): boolean {
  const next = lines.slice(start, start + 4).find((line) => line.trim() !== "");
  return next === undefined || isMarked(next) || readQuotedHeader(next) !== null;
}

function isMarked(line: string | undefined): boolean {
  return line?.trimStart().startsWith(">") ?? false;
}

/** ">100 MB" in the midst of a sentence: a lone line right below words that announce no quote, or in HTML between two pieces of one. */
function isComparison(lines: readonly string[], at: number): boolean {
  const above = (lines[at - 1] ?? "").trim();
  if (!/^>=?\s?\d/.test(lines[at] ?? "") || isMarked(above) || isMarked(lines[at + 1])) return false;
  return above === "" ? isWithinSentence(lines, at) : !above.endsWith(":");
}

function isWithinSentence(lines: readonly string[], at: number): boolean {
  const before = (lines[at - 2] ?? "").trim();
  const after = (lines[at + 1] ?? "").trim() || (lines[at + 2] ?? "").trim();
  return /[\p{L}\p{N}]$/u.test(before) && !isMarked(before) && /^\p{Ll}/u.test(after);
}

/** A mark ends the new text; so does an attribution whose quote carries no marks, unless nothing stands above it. */
function cutAt(kinds: readonly LineKind[]): number {
  for (let at = 0; at < kinds.length; at += 1) {
    if (kinds[at] === "mark") return at;
    const isBare = kinds[at] === "attribution" && nextFilled(kinds, at) === "text";
    if (isBare && kinds.slice(0, at).includes("text")) return at;
  }
  return kinds.length;
}

function nextFilled(kinds: readonly LineKind[], start: number): LineKind | null {
  let at = start;
  while (kinds[at] === "empty" || kinds[at] === "attribution") at += 1;
  return kinds[at] ?? null;
}
