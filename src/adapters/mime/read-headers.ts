import type { HeaderField } from "../../domain/email/header-field.ts";
import { decodeUndeclared } from "./charset.ts";

const MAX_HEADER_BYTES = 256 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
/** Seen in the wild: lines of mailbox files among the headers. */
const MAILBOX_LINE = /^>?From /;

type Field = { key: string; pieces: string[]; irregular: boolean };

/** `strayAt`: where the first line stands that is no header. */
type OpenBlock = { fields: Field[]; truncated: boolean; malformed: boolean; strayAt: number | null };

export type HeaderBlock = { headers: HeaderField[]; bodyStart: number; truncated: boolean; malformed: boolean };

/**
 * Reads the header block from `start`. Lines that are no header are skipped and make it malformed; the block ends at
 * the first empty line, or before a boundary (a part of headers only). Without an empty line the body begins at the first line that is no header: nobody's
 * words are lost. Past 256 kB only the end of the block is looked for.
 */
export function readHeaders(
  bytes: Buffer,
  start: number,
  end: number,
  isBoundary: (line: string) => boolean = () => false,
): HeaderBlock {
  const block: OpenBlock = { fields: [], truncated: false, malformed: false, strayAt: null };
  let at = start;
  while (at < end) {
    const next = nextLine(bytes, at, end);
    const lineEnd = withoutLineEnd(bytes, at, next);
    if (lineEnd === at) return finish(block, next);
    if (bytes[at] === DASH && isBoundary(bytes.toString("latin1", at, Math.min(lineEnd, at + 2000)))) break;
    if (at - start > MAX_HEADER_BYTES) block.truncated = true;
    else readLine(block, decodeUndeclared(bytes.subarray(at, Math.min(lineEnd, at + MAX_HEADER_BYTES))), at);
    at = next;
  }
  return finish(block, block.strayAt ?? at);
}

function nextLine(bytes: Buffer, at: number, end: number): number {
  const found = bytes.indexOf(LF, at);
  return found < 0 || found >= end ? end : found + 1;
}

function withoutLineEnd(bytes: Buffer, at: number, next: number): number {
  let end = next;
  if (end > at && bytes[end - 1] === LF) end -= 1;
  while (end > at && bytes[end - 1] === CR) end -= 1;
  return end;
}

function readLine(block: OpenBlock, line: string, at: number): void {
  if (addLine(block.fields, line)) return;
  block.malformed = true;
  if (!MAILBOX_LINE.test(line)) block.strayAt ??= at;
}

function addLine(fields: Field[], line: string): boolean {
  const last = fields.at(-1);
  if (line.startsWith(" ") || line.startsWith("\t")) {
    if (last === undefined) return false;
    last.pieces.push(line);
    last.irregular ||= line.trim() === "";
    return true;
  }
  const colon = line.indexOf(":");
  const name = colon < 0 ? "" : line.slice(0, colon);
  const key = name.trim().toLowerCase();
  if (key === "" || /[\s]/.test(key)) return false;
  fields.push({ key, pieces: [line.slice(colon + 1)], irregular: name.length !== key.length });
  return true;
}

function finish({ fields, truncated, malformed }: OpenBlock, bodyStart: number): HeaderBlock {
  const headers = fields.map(({ key, pieces, irregular }) => {
    const field: HeaderField = { key, value: pieces.join("").trim() };
    return irregular ? { ...field, irregular: true as const } : field;
  });
  return { headers, bodyStart, truncated, malformed };
}
