import type { HeaderField } from "../../domain/email/header-field.ts";
import { decodeUndeclared } from "./charset.ts";

const MAX_HEADER_BYTES = 256 * 1024;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

type Field = { key: string; pieces: string[]; irregular: boolean };

export type HeaderBlock = { headers: HeaderField[]; bodyStart: number; truncated: boolean; malformed: boolean };

/**
 * Reads the header block from `start`. Lines that are no header are skipped and make it malformed; the block ends at
 * the first empty line, or before a boundary (a part of headers only). Past 256 kB only the end of the block is looked for.
 */
export function readHeaders(
  bytes: Buffer,
  start: number,
  end: number,
  isBoundary: (line: string) => boolean = () => false,
): HeaderBlock {
  const fields: Field[] = [];
  const block = { truncated: false, malformed: false };
  let at = start;
  while (at < end) {
    const next = nextLine(bytes, at, end);
    const lineEnd = withoutLineEnd(bytes, at, next);
    if (lineEnd === at) return finish(fields, next, block);
    if (bytes[at] === DASH && isBoundary(bytes.toString("latin1", at, Math.min(lineEnd, at + 2000)))) {
      return finish(fields, at, block);
    }
    if (at - start > MAX_HEADER_BYTES) block.truncated = true;
    else if (!addLine(fields, decodeUndeclared(bytes.subarray(at, Math.min(lineEnd, at + MAX_HEADER_BYTES)))))
      block.malformed = true;
    at = next;
  }
  return finish(fields, end, block);
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
  // Seen in the wild: ">From " and "From " lines of mailbox files among the headers.
  if (key === "" || /[\s]/.test(key)) return false;
  fields.push({ key, pieces: [line.slice(colon + 1)], irregular: name.length !== key.length });
  return true;
}

function finish(fields: Field[], bodyStart: number, block: { truncated: boolean; malformed: boolean }): HeaderBlock {
  const headers = fields.map(({ key, pieces, irregular }) => {
    const field: HeaderField = { key, value: pieces.join("").trim() };
    return irregular ? { ...field, irregular: true as const } : field;
  });
  return { headers, bodyStart, ...block };
}
