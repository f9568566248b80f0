import { attributionLength } from "./attribution.ts";
import { readQuoteMarker } from "./quote-markers.ts";
import { quotedBlockEnd, withoutMarks } from "./quoted-headers.ts";
import { splitSignature } from "./split-signature.ts";

/** What is new in a mail, and the signature it ended with. */
export type Reply = { text: string; signature: string };

const MAX_CHARACTERS = 200_000;
const MAX_LINES = 5_000;

/** What a line is. `mark` begins a quoted mail that has no `>`: everything below belongs to it. */
type LineKind = "empty" | "text" | "quote" | "attribution" | "mark";

/**
 * The new text of a mail: no quotes, no attribution line, no signature (RFC 3676 section 4.3 and what mail programs
 * write). Linear in the text; past 200,000 characters or 5,000 lines nothing is trimmed. Where in doubt it keeps more.
 */
export function readReply(text: string): Reply {
  if (text.length > MAX_CHARACTERS) return { text, signature: "" };
  const lines = text.replaceAll("\u00a0", " ").split("\n").flatMap(splitSharedLine);
  if (lines.length > MAX_LINES) return { text, signature: "" };
  const kinds = lineKinds(lines);
  const end = cutAt(kinds);
  const kept = lines.slice(0, end).filter((_, at) => kinds[at] === "text" || kinds[at] === "empty");
  return splitSignature(kept, kinds.includes("quote") || kinds.includes("attribution"));
}

/**
 * The new text of a mail that answers nothing. A mail of nothing but a quote is then one that was passed on, or written
 * in a frame, and all of it is new; an answer of nothing but a quote says nothing.
 */
export function readOpening(text: string): Reply {
  const reply = readReply(text);
  const isTold = reply.text !== "" || reply.signature !== "" || !/[\p{L}\p{N}]/u.test(text);
  if (isTold || text.length > MAX_CHARACTERS) return reply;
  return { text: text.split("\n").map(withoutQuoteMarks).join("\n").trim(), signature: "" };
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

function lineKinds(lines: readonly string[]): LineKind[] {
  const kinds: LineKind[] = [];
  while (kinds.length < lines.length) {
    const kind = lineKind(lines, kinds.length);
    const attribution = kind === "text" ? attributionLength(lines, kinds.length) : 0;
    if (attribution === 0) kinds.push(kind);
    for (let count = 0; count < attribution; count += 1) kinds.push("attribution");
  }
  return kinds;
}

function lineKind(lines: readonly string[], at: number): LineKind {
  const line = lines[at] ?? "";
  if (line.trim() === "") return "empty";
  if (line.trimStart().startsWith(">")) return "quote";
  return readQuoteMarker(line) !== null || quotedBlockEnd(lines, at) > 0 ? "mark" : "text";
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
