import { readAddressList } from "./address-list.ts";
import { attributionLength } from "./attribution.ts";
import { FORWARD_MARKS } from "./base-subject.ts";
import { type DecodeWords, type HeaderField, headerValue } from "./header-field.ts";
import type { Forwarded, MailAddress } from "./mail-understanding.ts";
import { notesHeadEnd } from "./notes-head.ts";
import { type QuoteMarker, readQuoteMarker } from "./quote-markers.ts";
import { type QuotedHeader, quotedBlockEnd, readQuotedHeader, withoutMarks } from "./quoted-headers.ts";

/** A forwarded mail, what stands above it, and its text. */
export type FoundForward = { forwarded: Forwarded; above: string; text: string };

const MAX_LINES = 5_000;
const MAX_BLOCK = 20;
const SUBJECT = new RegExp(
  `^\\s*(?:\\[[^\\]]{0,60}\\]\\s*)?(?:${FORWARD_MARKS.join("|").replaceAll(".", "\\.")})\\s*:`,
);

/** What is known of the mail around the text: its subject, whether it names a mail it answers, and an attached one. */
export type ForwardingMail = { subject: string; isAnswer: boolean; attached: readonly HeaderField[] | null };

/** `answer` can only be told to be a forward by words that say so. */
type Kind = "forward" | "answer" | "unsure";

/**
 * The mail somebody forwarded: an announced header block, a header block under a forward's subject, an attribution
 * under a forward's subject, the mark of an original message in a mail that answers none, or an attached message
 * (`attached` are its headers). Null where it is a reply or neither.
 */
export function findForwarded(text: string, mail: ForwardingMail, decodeWords: DecodeWords): FoundForward | null {
  const lines = text.replaceAll("\u00a0", " ").split("\n", MAX_LINES);
  const isForward = SUBJECT.test(mail.subject.normalize("NFC").toLowerCase());
  const isReply = mail.isAnswer && isFinnish(mail.subject, lines);
  const kind = isForward && !isReply ? "forward" : mail.isAnswer ? "answer" : "unsure";
  return inline(lines, kind) ?? fromAttached(mail.attached, isForward, text, decodeWords);
}

/** "VS:" marks a forward in Danish and an answer in Finnish; the headers of the quoted mail tell which. */
function isFinnish(subject: string, lines: readonly string[]): boolean {
  return /^\s*vs\s*:/i.test(subject) && lines.some((line) => /^[\s>*]{0,20}lähettäjä[*\s]{0,4}:/i.test(line));
}

function inline(lines: readonly string[], kind: Kind): FoundForward | null {
  for (let at = 0; at < lines.length; at += 1) {
    const found = forwardAt(lines, at, kind);
    if (found !== null) return found;
  }
  return null;
}

function forwardAt(lines: readonly string[], at: number, kind: Kind): FoundForward | null {
  const marker = readQuoteMarker(lines[at] ?? "");
  if (marker === "forwarded") return fromMarked(lines, at, kind);
  if (marker === "original" && kind === "unsure") return fromOriginal(lines, at);
  if (kind === "unsure" && isQuotedBlock(lines, at)) return fromBlock(lines, at, at);
  const isForward = kind === "forward";
  // A mail of nothing but another mail is a forward whatever its subject says.
  if (!isForward && hasWords(lines, at)) return null;
  if (quotedBlockEnd(lines, at) > 0) return fromBlock(lines, at, at);
  const count = isForward ? announcedBy(lines, at, marker) : 0;
  return count > 0 ? fromAttribution(lines, at, count) : null;
}

/** An answer quotes what somebody else had forwarded. */
function fromMarked(lines: readonly string[], at: number, kind: Kind): FoundForward | null {
  if (kind === "answer" && (lines[at] ?? "").trimStart().startsWith(">")) return null;
  return fromNotes(lines, at) ?? fromBlock(lines, at, nextBlock(lines, at + 1));
}

/** How many lines in front of the mail say who wrote it; GroupWise's arrows are one. */
function announcedBy(lines: readonly string[], at: number, marker: QuoteMarker): number {
  const isArrowed = marker === "original" && (lines[at] ?? "").trimEnd().endsWith(">>>");
  return isArrowed ? 1 : attributionLength(lines, at);
}

/** Old Outlook and some web mails announce what they forward as they announce what they answer. */
function fromOriginal(lines: readonly string[], at: number): FoundForward | null {
  const start = nextBlock(lines, at + 1);
  return quotedBlockEnd(lines, start) > 0 ? fromBlock(lines, at, start) : null;
}

/** Notes 6 to 8 write who wrote, and the labels of the rest alone. */
function fromNotes(lines: readonly string[], at: number): FoundForward | null {
  const start = lines.findIndex((line, index) => index > at && line.trim() !== "");
  const end = start < 0 ? -1 : notesHeadEnd(lines, start);
  if (end < 0) return null;
  const forwarded = {
    from: readMailbox((lines[start] ?? "").trim()),
    subject: lines[end - 1]?.trim() || null,
    date: null,
  };
  return { forwarded, above: joined(lines.slice(0, at)), text: joined(lines.slice(end).map(unquoted)) };
}

/** Replies that mark their quote by `>` attribute it in words; only forwards quote the headers as well. */
function isQuotedBlock(lines: readonly string[], at: number): boolean {
  return (lines[at] ?? "").startsWith(">") && quotedBlockEnd(lines, at) - at >= 4;
}

function hasWords(lines: readonly string[], end: number): boolean {
  if (end > 20) return true;
  return lines.slice(0, end).some((line) => /[\p{L}\p{N}]/u.test(line) && readQuoteMarker(line) === null);
}

function nextBlock(lines: readonly string[], start: number): number {
  let at = start;
  while (at < Math.min(lines.length, start + 6) && headerBelowMark(lines[at] ?? "") === null) at += 1;
  return at;
}

function headerBelowMark(line: string): QuotedHeader | null {
  return readQuotedHeader(line) ?? readBareHeader(line);
}

function fromBlock(lines: readonly string[], above: number, start: number): FoundForward {
  const headers: QuotedHeader[] = [];
  let at = start;
  while (at < Math.min(lines.length, start + MAX_BLOCK) && !endsBlock(lines, at, headers)) {
    const line = withoutMarks(lines[at] ?? "");
    const header = start > above ? headerBelowMark(line) : readQuotedHeader(line);
    if (header === null) continueLast(headers, line);
    else if (!headers.some((known) => known.kind === header.kind)) headers.push(header);
    at += 1;
  }
  const value = (kind: QuotedHeader["kind"]): string | null => headers.find((h) => h.kind === kind)?.value ?? null;
  const forwarded = {
    from: readMailbox(value("from")) ?? mailboxInWords((lines[above] ?? "").slice(0, 1_000)),
    subject: value("subject"),
    date: value("date"),
  };
  return { forwarded, above: joined(withoutMark(lines.slice(0, above))), text: joined(lines.slice(at).map(unquoted)) };
}

/** Without the line that a program draws or writes right above the headers. */
function withoutMark(above: readonly string[]): readonly string[] {
  let end = above.length;
  while (end > 0 && isMark(above[end - 1] ?? "")) end -= 1;
  return above.slice(0, end);
}

function isMark(line: string): boolean {
  return /^\s*(?:[-_=]{8,}\s*)?$/.test(line.slice(0, 1_000)) || readQuoteMarker(line) === "original";
}

/** eM Client writes no colon below its mark: `From "Navn" <address>`. */
function readBareHeader(line: string): QuotedHeader | null {
  const label = /^\p{L}{1,12} /u.exec(line)?.[0];
  return label === undefined ? null : readQuotedHeader(`${label.trim()}:${line.slice(label.length)}`);
}

/** An empty line ends the block, unless another header follows (some programs put one between all of them). */
function endsBlock(lines: readonly string[], at: number, headers: readonly QuotedHeader[]): boolean {
  const isEmpty = withoutMarks(lines[at] ?? "").trim() === "";
  return isEmpty && headers.length > 1 && readQuotedHeader(lines[at + 1] ?? "") === null;
}

/** A long From or To that the program wrapped. */
function continueLast(headers: QuotedHeader[], line: string): void {
  const last = headers.at(-1);
  if (line.trim() === "") return;
  if (last !== undefined && last.value.length < 1000) last.value = `${last.value} ${line.trim()}`.trim();
}

function fromAttribution(lines: readonly string[], at: number, count: number): FoundForward {
  const text = lines
    .slice(at, at + count)
    .map(withoutMarks)
    .join(" ");
  const below = joined(lines.slice(at + count).map(unquoted));
  const forwarded = { from: mailboxInWords(text), subject: null, date: null };
  return { forwarded, above: joined(lines.slice(0, at)), text: below };
}

function readMailbox(value: string | null): MailAddress | null {
  if (value === null || value === "") return null;
  const text = value
    .replaceAll("*", "")
    .replace(/\[mailto:([^\]]+)\]/i, "<$1>")
    .replace(/<mailto:([^>]*)>/gi, "")
    .replace(/\[([^\]\s]+@[^\]\s]+)\]/, "<$1>")
    .replace(/^([^<(]{1,200})\(([^()\s@]{1,120}@[^()\s@]{1,200})\)\s*$/, "$1<$2>");
  const entries = readAddressList(text, (words) => words);
  const found = entries.find((entry) => entry.address.includes("@"));
  if (found !== undefined) return { address: found.address, name: found.name };
  return { address: "", name: text.trim() };
}

function mailboxInWords(text: string): MailAddress | null {
  const found = /[<[(]+(?:mailto:)?([^<>[\]()\s]{1,120}@[^<>[\]()\s]{1,200})[>\])]+/i.exec(text);
  if (found === null) return null;
  const before = text.slice(0, found.index).trim();
  const quoted = /["„«]([^"„”«»]{1,120})["”»]\s*$/.exec(before);
  return {
    address: (found[1] ?? "").toLowerCase(),
    name: quoted?.[1]?.trim() ?? before.split(/[,:]/).at(-1)?.trim() ?? "",
  };
}

function fromAttached(
  attached: readonly HeaderField[] | null,
  isForward: boolean,
  text: string,
  decodeWords: DecodeWords,
): FoundForward | null {
  if (attached === null || (!isForward && text.trim().length > 2000)) return null;
  const entry = readAddressList(headerValue(attached, "from"), decodeWords)[0];
  const from = entry === undefined || entry.address === "" ? null : { address: entry.address, name: entry.name };
  if (from === null) return null;
  const subject = decodeWords(headerValue(attached, "subject")) || null;
  return { forwarded: { from, subject, date: headerValue(attached, "date") || null }, above: text.trim(), text: "" };
}

function unquoted(line: string): string {
  return line.replace(/^\s*(?:> ?)+/, "");
}

function joined(lines: readonly string[]): string {
  return lines.join("\n").trim();
}
