import { headerValue } from "../../domain/email/header-field.ts";
import type { MailFlag } from "../../domain/email/mail-understanding.ts";
import { decodeCharset } from "./charset.ts";
import { enrichedToText } from "./enriched-text.ts";
import { unflow } from "./flowed-text.ts";
import { htmlToMarkedText, htmlToText } from "./html-text.ts";
import { givenName, type MimePart } from "./mime-tree.ts";
import { beginsAsBase64, decodeTransfer } from "./transfer-encoding.ts";

const MAX_HTML = 1_000_000;
const MAX_TEXT = 5_000_000;
const MAX_HEAD = 2_000;
const MAX_STUB = 200;
/** Says the same as the HTML beside it, for programs that run it. */
const AMP = "text/x-amp-html";
const HAS_WORDS = /[\p{L}\p{N}\p{S}]/u;

/** What a person reads, and the leaves that are files. `marked` is the text with the quotes of HTML mail marked. */
export type MailContent = { text: string; marked: string; html: string | null; files: MimePart[]; flags: MailFlag[] };

type Reading = {
  bytes: Buffer;
  texts: string[];
  marked: string[];
  htmls: string[];
  files: MimePart[];
  flags: Set<MailFlag>;
  /** The letters of each text, for telling what says nothing new. */
  told: Set<string>;
};

/** How the walk came to a part: whether its words stand in the text already, and whether it is one of the alternatives itself. */
type Way = { textKnown: boolean; isAlternative: boolean };

/**
 * Walks the tree as mail programs show it: one of several alternatives, plain text before HTML, everything else in
 * order; what is named or said to be attached is a file.
 */
export function readContent(bytes: Buffer, root: MimePart): MailContent {
  const reading: Reading = { bytes, texts: [], marked: [], htmls: [], files: [], flags: new Set(), told: new Set() };
  walk(reading, root, { textKnown: false, isAlternative: false });
  const html = reading.htmls.length > 0 ? reading.htmls.join("\n") : null;
  return {
    text: join(reading.texts),
    marked: join(reading.marked),
    html,
    files: reading.files,
    flags: [...reading.flags],
  };
}

/** Decoded content of a leaf. */
export function partContent(bytes: Buffer, part: MimePart): Buffer {
  return decodeTransfer(bytes.subarray(part.bodyStart, part.bodyEnd), part.encoding);
}

/** Text of a text or report part under its charset, line ends as LF; whole lines of at most `maxBytes`. */
export function partText(bytes: Buffer, part: MimePart, maxBytes = MAX_TEXT): string {
  const raw = bytes.subarray(part.bodyStart, part.bodyEnd);
  const isUndone = part.encoding.toLowerCase() === "base64" && !beginsAsBase64(raw);
  const content = isUndone ? raw : partContent(bytes, part);
  // Cut between lines: half a character would make the charset look like a lie.
  const end = content.length <= maxBytes ? content.length : content.lastIndexOf(0x0a, maxBytes) + 1 || maxBytes;
  const text = decodeCharset(
    content.subarray(0, end),
    part.contentType.parameters.charset ?? charsetWithin(part, content),
  );
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
}

/** HTML may say itself how it is written, as web pages do. */
function charsetWithin(part: MimePart, content: Buffer): string {
  if (part.contentType.value !== "text/html") return "";
  const head = content.toString("latin1", 0, MAX_HEAD);
  return /<meta\s[^<>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w.:-]{1,40})/i.exec(head)?.[1] ?? "";
}

function join(texts: string[]): string {
  return texts
    .map((text) => text.trimEnd())
    .filter((text) => text !== "")
    .join("\n\n");
}

function walk(reading: Reading, part: MimePart, way: Way): void {
  if (part.children.length > 0) walkChildren(reading, part, way);
  else if (isReadable(part, reading)) readText(reading, part, way);
  else if (!isEmptyContainer(part)) reading.files.push(part);
  if (part.depth === 0 && part.disposition.value === "attachment" && !reading.files.includes(part))
    reading.files.push(part);
}

/**
 * RFC 2046 section 5.1.4: of alternatives one is shown. Text comes from the plain one, HTML is kept beside it. Whatever an alternative
 * holds tells the same again, also where it stands deeper (seen in the wild: Thunderbird and Apple Mail put the HTML with its pictures
 * into one container).
 */
function walkChildren(reading: Reading, part: MimePart, { textKnown }: Way): void {
  if (part.contentType.value !== "multipart/alternative") {
    for (const child of part.children) walk(reading, child, { textKnown, isAlternative: false });
    return;
  }
  const before = reading.texts.length;
  const shown = part.children.filter((child) => child.contentType.value !== AMP || part.children.length === 1);
  const plain = shown.filter((child) => child.contentType.value === "text/plain");
  const rest = shown.filter((child) => child.contentType.value !== "text/plain");
  for (const child of plain) walk(reading, child, { textKnown, isAlternative: true });
  const dropped = dropWordless(reading, before);
  for (const child of rest)
    walk(reading, child, { textKnown: textKnown || reading.texts.length > before, isAlternative: true });
  // The other one has no words either.
  if (dropped.length === 0 || reading.texts.slice(before).some((text) => HAS_WORDS.test(text))) return;
  reading.texts.splice(before, Infinity, ...dropped);
  reading.marked.splice(before, Infinity, ...dropped);
}

/** Seen in the wild: a plain alternative of nothing, or of "your program shows no HTML". The other one has the words. */
function dropWordless(reading: Reading, before: number): string[] {
  const texts = reading.texts.slice(before);
  if (texts.some((text) => HAS_WORDS.test(text) && !isStub(text))) return [];
  reading.marked.length = before;
  return reading.texts.splice(before);
}

// Who writes a tag or a media type speaks of something else.
function isStub(text: string): boolean {
  return text.length < MAX_STUB && /(?<!\/)\bhtml\b/i.test(text) && !/[<>]/.test(text);
}

function isReadable(part: MimePart, reading: Reading): boolean {
  const type = part.contentType.value;
  if (type.startsWith("multipart/") && part.bodyEnd > part.bodyStart) return true;
  if (!/^text\/(?:plain|html|enriched|richtext|x-.*)$|^text$/.test(type)) return false;
  // Seen in the wild: a whole mail that says of itself that it is attached. It is read, and kept as the file as well.
  if (part.depth === 0) return true;
  if (part.disposition.value === "attachment") return false;
  const named = givenName(part) !== "";
  // Seen in the wild: the body itself carries a name.
  return !named || (reading.texts.length === 0 && reading.files.length === 0 && part.disposition.value === "");
}

function isEmptyContainer(part: MimePart): boolean {
  return part.contentType.value.startsWith("multipart/");
}

function readText(reading: Reading, part: MimePart, way: Way): void {
  const raw = partText(reading.bytes, part);
  if (part.contentType.value === "text/html" || isUntoldHtml(part, raw)) {
    readHtml(reading, raw, way.textKnown);
    return;
  }
  if (way.textKnown) {
    // Seen in the wild: Apple Mail puts a text file without a name between the pieces of its HTML.
    if (!way.isAlternative && !reading.told.has(letters(raw))) reading.files.push(part);
    return;
  }
  if (part.bodyEnd - part.bodyStart > MAX_TEXT) reading.flags.add("truncated");
  const text = withoutFormat(part, raw);
  addText(reading, text, text);
}

function withoutFormat({ contentType: { value, parameters } }: MimePart, raw: string): string {
  if (/^text\/(?:x-)?enriched$/.test(value)) return enrichedToText(raw, false);
  if (value === "text/richtext") return enrichedToText(raw, true);
  const isFlowed = (parameters.format ?? "").toLowerCase() === "flowed";
  return isFlowed ? unflow(raw, (parameters.delsp ?? "").toLowerCase() === "yes") : raw;
}

/** Seen in the wild: forms that send a page and no header that says so, or one that says it has parts. */
function isUntoldHtml(part: MimePart, text: string): boolean {
  const isUntold = headerValue(part.headers, "content-type") === "" || part.contentType.value.startsWith("multipart/");
  return isUntold && /^\s{0,100}<(?:!doctype html|html)[\s>]/i.test(text);
}

function readHtml(reading: Reading, html: string, textKnown: boolean): void {
  if (html.length > MAX_HTML) reading.flags.add("html-too-large");
  const capped = html.slice(0, MAX_HTML);
  reading.htmls.push(capped);
  if (!textKnown) addText(reading, htmlToText(capped), htmlToMarkedText(capped));
}

function addText(reading: Reading, text: string, marked: string): void {
  reading.texts.push(text);
  reading.marked.push(marked);
  reading.told.add(letters(text));
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, "");
}
