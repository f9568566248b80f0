import { createHash } from "node:crypto";
import type { OwnCheck } from "../../domain/email/decide-authenticity.ts";
import { trustedResults } from "../../domain/email/decide-authenticity.ts";
import { headerValue } from "../../domain/email/header-field.ts";
import type { MailFacts, PartFacts } from "../../domain/email/mail-facts.ts";
import type { MailFlag, MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { understandMail } from "../../domain/email/understand-mail.ts";
import type { AttachmentContent, ParseOptions } from "../../usecases/ports/mail-parser.ts";
import { decodeWords } from "./encoded-words.ts";
import { legible } from "./legible.ts";
import { type MailContent, partContent, partText, readContent } from "./mail-content.ts";
import { readFiles } from "./mail-files.ts";
import { structureFlags } from "./mail-flags.ts";
import { type MimePart, type MimeTree, readMimeTree } from "./mime-tree.ts";
import { readHeaders } from "./read-headers.ts";
import { sanitiseHtml } from "./sanitise-html.ts";
import { confirmSender } from "./second-reader.ts";
import { type Resolve, verifySignatures } from "./verify-signatures.ts";
import { withoutMailboxLine } from "./without-mailbox-line.ts";

/** Bigger mails are shown by their headers only; the raw bytes stay stored (threat T16). */
const MAX_MAIL_BYTES = 40 * 1024 * 1024;
const MAX_PART_TEXT = 1_000_000;

/**
 * Everything that is known about raw bytes, within one thread. `resolve` asks name servers; null asks none. May take
 * long on hostile bytes, so callers run it where it can be killed.
 */
export async function interpretMail(
  raw: Uint8Array,
  options: ParseOptions,
  resolve: Resolve | null,
): Promise<MailUnderstanding> {
  const whole = withoutMailboxLine(raw);
  const oversize = whole.length > MAX_MAIL_BYTES;
  const bytes = oversize ? whole.subarray(0, readHeaders(whole, 0, whole.length).bodyStart) : whole;
  const tree = readMimeTree(bytes);
  const content = readContent(bytes, tree.root);
  const files = readFiles(bytes, content.files);
  const facts = collectFacts(bytes, tree.root, content);
  const mail = understandMail({
    facts,
    decodeWords,
    marked: content.marked,
    html: content.html === null ? null : sanitiseHtml(content.html, sumsById(files)),
    attachments: files.map(({ content: data, ...file }) => ({ ...file, size: data.length })),
    flags: collectFlags(tree, content, oversize),
    fingerprint: fingerprint(bytes, tree.root),
    ownCheck: oversize ? null : await ownCheck(bytes, facts, options, resolve),
    trustedAuthServers: options.trustedAuthServers,
    ownAddresses: options.ownAddresses.map((address) => address.toLowerCase()),
  });
  return legible(await confirmSender(mail, bytes.subarray(0, readHeaders(bytes, 0, bytes.length).bodyStart)));
}

/** Of several files that claim one Content-ID the first counts. */
function sumsById(files: readonly AttachmentContent[]): Map<string, string> {
  return new Map(
    files.toReversed().flatMap(({ contentId, sha256 }) => (contentId === null ? [] : [[contentId, sha256]])),
  );
}

/** The files of a mail with their bytes; none of an oversize mail. */
export function interpretFiles(raw: Uint8Array): AttachmentContent[] {
  const bytes = withoutMailboxLine(raw);
  if (bytes.length > MAX_MAIL_BYTES) return [];
  return readFiles(bytes, readContent(bytes, readMimeTree(bytes).root).files);
}

function collectFacts(bytes: Buffer, root: MimePart, content: MailContent): MailFacts {
  return {
    headers: root.headers,
    contentType: root.contentType.value,
    parameters: root.contentType.parameters,
    parts: leaves(root).map((part) => partFacts(bytes, part)),
    text: content.text,
    subject: decodeWords(headerValue(root.headers, "subject")).replace(/\s+/g, " ").trim(),
  };
}

function leaves(part: MimePart): MimePart[] {
  return part.children.length === 0 ? [part] : part.children.flatMap(leaves);
}

function partFacts(bytes: Buffer, part: MimePart): PartFacts {
  const type = part.contentType.value;
  const isText = /^(?:text|message)\//.test(type) && type !== "text/html";
  const text = isText ? partText(bytes, part, MAX_PART_TEXT) : null;
  const holdsHeaders = /^(?:message\/(?:rfc822|global|partial)|text\/rfc822-headers|message\/rfc822-headers)$/.test(
    type,
  );
  const block = holdsHeaders && text !== null ? Buffer.from(text.trimStart()) : null;
  const messageHeaders = block === null ? null : readHeaders(block, 0, block.length).headers;
  return { contentType: type, parameters: part.contentType.parameters, text, messageHeaders };
}

function collectFlags(tree: MimeTree, content: MailContent, oversize: boolean): MailFlag[] {
  const flags = new Set<MailFlag>([...structureFlags(tree.root, content.text), ...content.flags]);
  if (oversize) flags.add("oversize");
  if (tree.truncated) flags.add("truncated");
  if (tree.malformed) flags.add("malformed");
  return [...flags];
}

/** No trace headers and no conversions, so that the same mail fetched from another place, or later, is the same. */
function fingerprint(bytes: Buffer, root: MimePart): string {
  const sum = createHash("sha256");
  for (const key of ["message-id", "date", "from", "subject"]) sum.update(`${headerValue(root.headers, key)}\n`);
  for (const part of leaves(root)) {
    const content = createHash("sha256").update(partContent(bytes, part)).digest("hex");
    sum.update(`${part.contentType.value} ${content}\n`);
  }
  return sum.digest("hex");
}

async function ownCheck(
  bytes: Buffer,
  facts: MailFacts,
  options: ParseOptions,
  resolve: Resolve | null,
): Promise<OwnCheck | null> {
  // With a receiving server that is trusted, its word is the only one; what it did not write is unproved.
  if (resolve === null || options.dns === "none" || options.trustedAuthServers.length > 0) return null;
  return trustedResults(facts.headers, options.trustedAuthServers) === null
    ? await verifySignatures(bytes, resolve)
    : null;
}
