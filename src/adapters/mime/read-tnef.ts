import { decodeCharset } from "./charset.ts";
import { type MapiProperties, readMapiProperties } from "./mapi-properties.ts";
import { givenName, type MimePart } from "./mime-tree.ts";

/** A file inside winmail.dat. */
export type TnefFile = { filename: string; contentType: string; content: Buffer };

const SIGNATURE = 0x223e9f78;
const HEADER = 9;
const ATTACHMENT_STARTS = 0x00069002;
const TITLE = 0x00018010;
const DATA = 0x0006800f;
const ATTACHMENT_PROPERTIES = 0x00069005;
const LONG_FILENAME = 0x3707;
const MIME_TYPE = 0x370e;
const MAX_FILES = 500;

/** Outlook's own wrapping, by type or by the name it always has. */
export function isTnef(part: MimePart): boolean {
  return (
    /^application\/(?:vnd\.)?ms-tnef$/.test(part.contentType.value) || givenName(part).toLowerCase() === "winmail.dat"
  );
}

type Draft = { title: string; content: Buffer | null; properties: MapiProperties };

/** The files of a winmail.dat ([MS-OXTNEF]). Damaged or foreign bytes give what was found until then, often nothing. */
export function readTnef(bytes: Buffer): TnefFile[] {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== SIGNATURE) return [];
  const drafts: Draft[] = [];
  for (let at = 6; at + HEADER <= bytes.length && drafts.length <= MAX_FILES; ) {
    const id = bytes.readUInt32LE(at + 1);
    const start = at + HEADER;
    const end = start + bytes.readUInt32LE(at + 5);
    if (end > bytes.length) break;
    addAttribute(drafts, id, bytes.subarray(start, end));
    // Two bytes of checksum follow each attribute.
    at = end + 2;
  }
  return drafts.map(finish).filter((file) => file !== null);
}

function addAttribute(drafts: Draft[], id: number, data: Buffer): void {
  if (id === ATTACHMENT_STARTS) drafts.push({ title: "", content: null, properties: new Map() });
  const draft = drafts.at(-1);
  if (draft === undefined) return;
  if (id === TITLE) draft.title = withoutEnd(decodeCharset(data, ""));
  else if (id === DATA) draft.content = data;
  else if (id === ATTACHMENT_PROPERTIES) draft.properties = readMapiProperties(data);
}

function finish(draft: Draft, index: number): TnefFile | null {
  if (draft.content === null) return null;
  const text = (property: number): string => withoutEnd(draft.properties.get(property) ?? "");
  const filename = text(LONG_FILENAME) || draft.title || `file-${index + 1}.bin`;
  return { filename, contentType: text(MIME_TYPE).toLowerCase() || "application/octet-stream", content: draft.content };
}

function withoutEnd(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}
