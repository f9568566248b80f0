import type { HeaderField } from "../../domain/email/header-field.ts";
import { headerValue } from "../../domain/email/header-field.ts";
import { type ParameterisedValue, readParameters } from "./parameters.ts";
import { readHeaders } from "./read-headers.ts";

const MAX_DEPTH = 50;
const MAX_PARTS = 1000;
const MAX_BOUNDARY_LINE = 2000;
const MAX_PREAMBLE = 10_000;

export type MimePart = {
  headers: HeaderField[];
  contentType: ParameterisedValue;
  disposition: ParameterisedValue;
  encoding: string;
  bodyStart: number;
  bodyEnd: number;
  depth: number;
  children: MimePart[];
};

export type MimeTree = { root: MimePart; truncated: boolean; malformed: boolean };

type Open = { part: MimePart; boundary: string };
type Walk = {
  bytes: Buffer;
  open: Open[];
  current: MimePart | null;
  count: number;
  truncated: boolean;
  malformed: boolean;
};

/**
 * The parts of a mail in one pass over its bytes, however deep it is nested: an open boundary is found by its text, so
 * the cost does not grow with depth. Deeper than 50, or past 1,000 parts, a part stays closed and the tree is truncated.
 */
export function readMimeTree(bytes: Buffer): MimeTree {
  const tree = walkTree(bytes, null);
  const boundary = isUnparted(tree.root) ? boundaryWithin(bytes, tree.root) : null;
  return boundary === null ? tree : { ...walkTree(bytes, boundary), malformed: true };
}

/** `boundary` stands for the one that the headers of the mail give, or do not give. */
function walkTree(bytes: Buffer, boundary: string | null): MimeTree {
  const walk: Walk = { bytes, open: [], current: null, count: 0, truncated: false, malformed: false };
  const root = openPart(walk, 0, bytes.length, "text/plain", boundary);
  let at = root.bodyStart;
  while (walk.open.length > 0 && at < bytes.length) {
    const line = nextDelimiter(bytes, at);
    if (line === null) break;
    at = handleDelimiter(walk, line);
  }
  closeFrom(walk, 0, bytes.length);
  return { root, truncated: walk.truncated, malformed: walk.malformed };
}

/** The name that the headers of a part give its file; "" where they give none. */
export function givenName({ contentType, disposition }: MimePart): string {
  return (disposition.parameters.filename ?? "") || (contentType.parameters.name ?? "");
}

function isUnparted(root: MimePart): boolean {
  return root.contentType.value.startsWith("multipart/") && root.children.length === 0;
}

/** Seen in the wild: gateways that write new headers and lose the boundary. The first line of its form with a part's header below is one. */
function boundaryWithin(bytes: Buffer, root: MimePart): string | null {
  const body = bytes.toString("latin1", root.bodyStart, root.bodyStart + MAX_PREAMBLE);
  return /(?:^|\n)--([^\r\n]{1,200})\r?\ncontent-[a-z-]{2,30}:/i.exec(body)?.[1]?.trimEnd() ?? null;
}

function openPart(walk: Walk, start: number, end: number, defaultType: string, found: string | null = null): MimePart {
  const block = readHeaders(walk.bytes, start, end, (line) => findOpen(walk, line.slice(2).trimEnd()) >= 0);
  walk.truncated ||= block.truncated;
  walk.malformed ||= block.malformed;
  const contentType = readParameters(headerValue(block.headers, "content-type"));
  // RFC 2045 section 5.2: a type that cannot be read is plain text.
  if (!contentType.value.includes("/")) contentType.value = contentType.value === "text" ? "text/plain" : defaultType;
  const part: MimePart = {
    headers: block.headers,
    contentType,
    disposition: readParameters(headerValue(block.headers, "content-disposition")),
    encoding: headerValue(block.headers, "content-transfer-encoding"),
    bodyStart: block.bodyStart,
    bodyEnd: end,
    depth: walk.open.length,
    children: [],
  };
  walk.count += 1;
  walk.current = part;
  const boundary = found ?? contentType.parameters.boundary ?? "";
  if (!contentType.value.startsWith("multipart/") || boundary === "") return part;
  if (walk.open.length >= MAX_DEPTH) walk.truncated = true;
  else walk.open.push({ part, boundary: boundary.trimEnd() });
  return part;
}

type Delimiter = { start: number; end: number; text: string };

function nextDelimiter(bytes: Buffer, from: number): Delimiter | null {
  let start = from;
  while (start >= 0 && start < bytes.length) {
    // Either this very line, or the next one that starts with two dashes.
    if (bytes[start] === 0x2d && bytes[start + 1] === 0x2d) return readDelimiter(bytes, start);
    const found = bytes.indexOf("\n--", Math.max(0, start - 1));
    if (found < 0) return null;
    start = found + 1;
  }
  return null;
}

function readDelimiter(bytes: Buffer, start: number): Delimiter {
  const found = bytes.indexOf(0x0a, start);
  const end = found < 0 ? bytes.length : found + 1;
  const text = bytes.toString("latin1", start + 2, Math.min(end, start + MAX_BOUNDARY_LINE)).trimEnd();
  return { start, end, text };
}

function handleDelimiter(walk: Walk, line: Delimiter): number {
  const level = findOpen(walk, line.text);
  if (level < 0) return line.end;
  const open = walk.open[level] as Open;
  closeFrom(walk, level + 1, beforeLineEnd(walk.bytes, line.start));
  if (open.boundary !== line.text) {
    walk.open.length = level;
    walk.current = null;
    return line.end;
  }
  if (walk.count >= MAX_PARTS) {
    walk.truncated = true;
    walk.open.length = 0;
    return walk.bytes.length;
  }
  const defaultType = open.part.contentType.value === "multipart/digest" ? "message/rfc822" : "text/plain";
  const child = openPart(walk, line.end, walk.bytes.length, defaultType);
  child.depth = level + 1;
  open.part.children.push(child);
  return child.bodyStart;
}

function findOpen(walk: Walk, text: string): number {
  return walk.open.findLastIndex((open) => open.boundary === text || `${open.boundary}--` === text);
}

/** RFC 2046 section 5.1.1: the line end before a boundary belongs to the boundary. */
function beforeLineEnd(bytes: Buffer, at: number): number {
  if (bytes[at - 1] !== 0x0a) return at;
  return bytes[at - 2] === 0x0d ? at - 2 : at - 1;
}

function closeFrom(walk: Walk, level: number, end: number): void {
  for (const open of walk.open.slice(level)) open.part.bodyEnd = end;
  if (walk.current !== null) walk.current.bodyEnd = Math.max(walk.current.bodyStart, end);
  walk.open.length = Math.min(walk.open.length, level);
  walk.current = null;
}
