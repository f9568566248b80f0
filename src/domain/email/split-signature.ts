import { isProgramSignature } from "./program-signature.ts";
import type { Reply } from "./read-reply.ts";
import { readSignOff } from "./sign-off.ts";

const TRACKER_DOT = "\u1427";
const MAX_SIGNATURE_LINES = 12;
const MAX_SIGNATURE_LINE = 80;
const MAX_LINES_BELOW_PROGRAM = 4;

/**
 * Parts the lines that are kept into text and signature; between the two nothing but rulers gets lost. `hasQuotes`:
 * the mail quoted something, so words below a program's own line are the sender's.
 */
export function splitSignature(lines: readonly string[], hasQuotes: boolean): Reply {
  const body = withoutRulers(lines);
  const start = signatureStart(body, hasQuotes);
  return { text: tidy(withoutRulers(body.slice(0, start))), signature: tidy(body.slice(start)) };
}

function signatureStart(lines: readonly string[], hasQuotes: boolean): number {
  // RFC 3676 section 4.3; many programs drop the trailing space. As the first line they would leave no text at all.
  const first = lines.findIndex((line) => line.trim() !== "");
  const dashes = lines.findIndex((line, at) => at > first && /^--\s?$/.test(line));
  if (dashes >= 0) return programStart(lines, dashes);
  const program = hasQuotes ? -1 : lines.findIndex((line, at) => isProgramSignature(line) && isLittle(lines, at + 1));
  const end = program > 0 ? program : programStart(lines, footerStart(lines));
  return programStart(lines, nameStart(lines, signOffStart(lines, end)));
}

/** Whether what stands from `start` on may be lost behind a program's line: a few lines, none of them a question. */
function isLittle(lines: readonly string[], start: number): boolean {
  let filled = 0;
  for (let at = start; at < lines.length && filled <= MAX_LINES_BELOW_PROGRAM; at += 1) {
    const line = lines[at] ?? "";
    if (asks(line)) return false;
    if (line.trim() !== "" && !isProgramSignature(line)) filled += 1;
  }
  return filled <= MAX_LINES_BELOW_PROGRAM;
}

/** A question mark in the address of a page asks nothing. */
function asks(line: string): boolean {
  return line.replace(/https?:\/\/\S*/gi, "").includes("?");
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
  return text.length >= 2 && text.length <= 200 && /^(?:-+|_+|=+|\*+|#+|~+|\++)$/.test(text);
}

/** What list servers put under every mail: a long ruler, then a few lines with a link. */
function footerStart(lines: readonly string[]): number {
  const ruler = lines.findLastIndex((line) => line.length >= 20 && isRuler(line));
  const below = ruler < 0 ? [] : lines.slice(ruler + 1);
  const isFooter = below.length > 0 && below.length <= 8 && below.some((line) => line.includes("http"));
  return isFooter ? ruler : lines.length;
}

/** "-Anna Berg" or "/Anna" as the last words. */
function nameStart(lines: readonly string[], end: number): number {
  let last = end - 1;
  while (last > 0 && (lines[last] ?? "").trim() === "") last -= 1;
  return last > 0 && /^[-/–—] ?\p{Lu}[\p{L}.'-]{0,30}(?: \p{Lu}[\p{L}.'-]{0,30}){0,3}$/u.test(lines[last] ?? "")
    ? last
    : end;
}

/** A program's own line before `end`, when nothing but it and empty lines stand there. */
function programStart(lines: readonly string[], end: number): number {
  let start = end;
  for (let at = end - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? "";
    if (isProgramSignature(line)) start = at;
    else if (line.trim() !== "") break;
  }
  return start;
}

function signOffStart(lines: readonly string[], end: number): number {
  let filled = 0;
  for (let at = end - 1; at > 0 && filled <= MAX_SIGNATURE_LINES; at -= 1) {
    const line = lines[at] ?? "";
    if (line.trim() !== "") filled += 1;
    const signOff = readSignOff(line);
    if (signOff === "sure" || (signOff === "short" && !lines.slice(at + 1).some(asks))) return at;
    if (line.length > MAX_SIGNATURE_LINE) break;
  }
  return end;
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}
