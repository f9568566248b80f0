import type { Reply } from "./read-reply.ts";
import { isProgramSignature, isSignOff } from "./signature-words.ts";

const MAX_SIGNATURE_LINES = 12;
const MAX_SIGNATURE_LINE = 80;

/** Parts the lines that are kept into text and signature. Nothing gets lost between the two. */
export function splitSignature(lines: readonly string[]): Reply {
  const start = signatureStart(lines);
  return { text: tidy(lines.slice(0, start)), signature: tidy(lines.slice(start)) };
}

function signatureStart(lines: readonly string[]): number {
  // RFC 3676 section 4.3; many programs drop the trailing space.
  const dashes = lines.findIndex((line) => /^--\s?$/.test(line));
  if (dashes >= 0) return programStart(lines, dashes);
  const signOff = signOffStart(lines);
  return programStart(lines, signOff);
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

function signOffStart(lines: readonly string[]): number {
  let filled = 0;
  for (let at = lines.length - 1; at > 0 && filled <= MAX_SIGNATURE_LINES; at -= 1) {
    const line = lines[at] ?? "";
    if (line.trim() !== "") filled += 1;
    if (isSignOff(line)) return at;
    if (line.length > MAX_SIGNATURE_LINE) break;
  }
  return lines.length;
}

function tidy(lines: readonly string[]): string {
  return lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}
