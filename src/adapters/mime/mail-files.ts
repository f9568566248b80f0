import { createHash } from "node:crypto";
import { baseSubject } from "../../domain/email/base-subject.ts";
import { headerValue } from "../../domain/email/header-field.ts";
import type { AttachmentContent } from "../../usecases/ports/mail-parser.ts";
import { decodeWords } from "./encoded-words.ts";
import { partContent } from "./mail-content.ts";
import { givenName, type MimePart } from "./mime-tree.ts";
import { readHeaders } from "./read-headers.ts";
import { isTnef, readTnef, type TnefFile } from "./read-tnef.ts";

const EXTENSIONS: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "application/pdf": "pdf",
  "text/plain": "txt",
  "text/html": "html",
  "text/calendar": "ics",
  "text/rfc822-headers": "txt",
  "message/rfc822": "eml",
  "message/global": "eml",
  "message/delivery-status": "txt",
  "text/csv": "csv",
  "image/webp": "webp",
  "image/tiff": "tif",
  "image/heic": "heic",
  "video/quicktime": "mov",
  "video/mp4": "mp4",
  "audio/mpeg": "mp3",
  "application/zip": "zip",
  "application/json": "json",
  "application/rtf": "rtf",
  "application/msword": "doc",
  "application/vnd.ms-excel": "xls",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
  "application/pgp-signature": "asc",
  "application/pkcs7-signature": "p7s",
};

/**
 * The files of a mail with their bytes, in the order of the mail; what is in a winmail.dat stands in its place. A file
 * without a name gets one that says what it is.
 */
export function readFiles(bytes: Buffer, files: MimePart[]): AttachmentContent[] {
  return files.flatMap((part, index) => {
    const content = partContent(bytes, part);
    const opened = isTnef(part) ? readTnef(content) : [];
    return opened.length > 0 ? opened.map(openedFile) : [partFile(part, content, index)];
  });
}

function partFile(part: MimePart, content: Buffer, index: number): AttachmentContent {
  return {
    filename: fileName(part, content, index),
    contentType: part.contentType.value,
    content,
    sha256: digest(content),
    inline: part.disposition.value === "inline" || (part.disposition.value === "" && contentId(part) !== null),
    contentId: contentId(part),
  };
}

function openedFile({ filename, contentType, content }: TnefFile, index: number): AttachmentContent {
  const name = cleanName(filename) || `file-${index + 1}.bin`;
  return { filename: name, contentType, content, sha256: digest(content), inline: false, contentId: null };
}

function digest(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

function contentId(part: MimePart): string | null {
  return headerValue(part.headers, "content-id").replace(/^<|>$/g, "").trim() || null;
}

function fileName(part: MimePart, content: Buffer, index: number): string {
  return cleanName(givenName(part)) || cleanName(nameOfPlace(part)) || cleanName(madeUpName(part, content, index));
}

/** RFC 2557 section 4.2: where a part is said to lie; saved web pages name their files so only. */
function nameOfPlace(part: MimePart): string {
  const place = decodeWords(headerValue(part.headers, "content-location")).split(/[?#]/)[0] ?? "";
  const name = place.split(/[/\\]/).at(-1) ?? "";
  return isFileName(name) ? name : "";
}

function isFileName(text: string): boolean {
  return text.length <= 120 && /[^.\s]\.[a-z][a-z0-9]{1,4}$/i.test(text);
}

function madeUpName(part: MimePart, content: Buffer, index: number): string {
  const type = part.contentType.value;
  const description = decodeWords(headerValue(part.headers, "content-description"));
  // Seen in the wild: report parts, and the files of some programs, are named by their description only.
  if (isFileName(description)) return description;
  if (description !== "" && EXTENSIONS[type] !== undefined) return `${description}.${EXTENSIONS[type]}`;
  const id = contentId(part)?.split("@")[0] ?? "";
  if (/^[\w-]{1,60}\.[a-z]{3,4}$/i.test(id)) return id;
  if (type === "message/rfc822" || type === "message/global") {
    const subject = baseSubject(decodeWords(headerValue(readHeaders(content, 0, content.length).headers, "subject")));
    return `${subject || "message"}.eml`;
  }
  return `part-${index + 1}.${EXTENSIONS[type] ?? "bin"}`;
}

/** For showing only; files are stored by their sum. No path, control or direction character, at most 200 bytes (T12). */
function cleanName(name: string): string {
  const base =
    name
      .normalize("NFC")
      .replace(/[\p{Cc}\p{Cf}]/gu, "")
      .split(/[/\\]/)
      .at(-1) ?? "";
  let text = base
    .trim()
    .slice(0, 200)
    .replace(/[.\s]+$/, "");
  while (Buffer.byteLength(text) > 200) text = text.slice(0, -1);
  return text;
}
