import { canonicalAddress } from "./canonical-address.ts";
import type { DecodeWords } from "./header-field.ts";

/** Why an entry of an address header may be read differently by another reader. Any of them makes a sender unusable. */
export const ADDRESS_FAULTS = [
  "group",
  "route",
  "control character",
  "quoted local part",
  "comment inside the address",
  "unterminated quote",
  "unterminated comment",
  "unterminated bracket",
  "text after the bracket",
  "address outside the bracket",
  "several brackets",
  "encoded word in the address",
  "name makes an address",
  "not one plain address",
  "domain beyond ASCII",
] as const;
export type AddressFault = (typeof ADDRESS_FAULTS)[number];

/** One entry as written. `address` is in its canonical form; it may be a bare word (`mailer-daemon`) or "" where there is none. */
export type AddressEntry = { address: string; name: string; faults: AddressFault[] };

const MAX_ENTRIES = 2000;
/** Longer names are cut. */
const MAX_SHOWN = 1000;
/** Longer addresses are cut, which have no way to be usable ones: an index holds no more than 2,704 bytes of one. */
const MAX_ADDRESS = 400;
/** Stands where a comment stood, so that what it joined can be seen. */
const COMMENT_MARK = "\u{F8FF}";
const JOINED_BY_COMMENT = /[^\s\u{F8FF}]\u{F8FF}+\s*[^\s\u{F8FF}]/u;

type Scan = {
  /** Text outside brackets and comments, quotes kept: what may be a bare address. */
  bare: string;
  /** The same with quotes resolved: the display name. */
  name: string;
  comment: string;
  bracket: string | null;
  afterBracket: string;
  faults: Set<AddressFault>;
  group: boolean;
};

/**
 * Reads an address header (RFC 5322 section 3.4 with the obsolete forms) as people would, in one pass. It never refuses:
 * what is doubtful is named in `faults`. At most 2,000 entries.
 */
export function readAddressList(value: string, decodeWords: DecodeWords): AddressEntry[] {
  const entries: AddressEntry[] = [];
  let scan = newScan();
  for (let at = 0; at < value.length && entries.length < MAX_ENTRIES; ) {
    const char = value[at] ?? "";
    if (isSeparator(char, scan)) {
      finishEntry(scan, entries, decodeWords);
      scan = newScan(scan.group && char === ",");
      at += 1;
    } else if (char === ":" && startsGroup(scan)) {
      scan = newScan(true);
      at += 1;
    } else at = readToken(value, at, scan);
  }
  finishEntry(scan, entries, decodeWords);
  return entries;
}

function newScan(group = false): Scan {
  return { bare: "", name: "", comment: "", bracket: null, afterBracket: "", faults: new Set(), group };
}

/** `;` ends a group, and Outlook puts it between addresses. */
function isSeparator(char: string, scan: Scan): boolean {
  return char === "," || (char === ";" && (scan.group || scan.bare.includes("@") || scan.bracket !== null));
}

function startsGroup(scan: Scan): boolean {
  return scan.bracket === null && !scan.bare.includes("@");
}

function readToken(value: string, at: number, scan: Scan): number {
  const char = value[at] ?? "";
  if (char === '"') return readQuoted(value, at, scan);
  if (char === "(") return readComment(value, at, scan);
  if (char === "<") return readBracket(value, at, scan);
  if (isControl(char)) scan.faults.add("control character");
  append(scan, char, char);
  return at + 1;
}

function append(scan: Scan, bare: string, name: string): void {
  if (scan.bracket !== null) {
    scan.afterBracket += bare;
    return;
  }
  scan.bare += bare;
  scan.name += name;
}

function isControl(char: string): boolean {
  const code = char.charCodeAt(0);
  return (code < 0x20 && code !== 0x09) || code === 0x7f || (code >= 0x80 && code < 0xa0);
}

function readQuoted(value: string, start: number, scan: Scan): number {
  let text = "";
  for (let at = start + 1; at < value.length; at += 1) {
    const char = value[at] ?? "";
    if (char === '"') {
      append(scan, `"${text}"`, text);
      return at + 1;
    }
    if (isControl(char)) scan.faults.add("control character");
    text += char === "\\" ? (value[++at] ?? "") : char;
  }
  scan.faults.add("unterminated quote");
  append(scan, `"${text}`, text);
  return value.length;
}

function readComment(value: string, start: number, scan: Scan): number {
  const end = closingParenthesis(value, start);
  if (end < 0) {
    scan.faults.add("unterminated comment");
    append(scan, value.slice(start), value.slice(start));
    return value.length;
  }
  scan.comment = value.slice(start + 1, end);
  if (scan.bracket === null && scan.bare.trim() !== "") scan.bare += COMMENT_MARK;
  return end + 1;
}

/** Comments nest (RFC 5322 section 3.2.2). */
function closingParenthesis(value: string, start: number): number {
  let depth = 0;
  for (let at = start; at < value.length; at += 1) {
    const char = value[at];
    if (char === "\\") at += 1;
    else if (char === "(") depth += 1;
    else if (char === ")" && --depth === 0) return at;
  }
  return -1;
}

function readBracket(value: string, start: number, scan: Scan): number {
  const close = value.indexOf(">", start);
  const end = close < 0 ? value.length : close;
  if (close < 0) scan.faults.add("unterminated bracket");
  if (scan.bracket !== null) scan.faults.add("several brackets");
  const inside = value.slice(start + 1, end);
  if (inside.includes("(")) scan.faults.add("comment inside the address");
  if ([...inside].some(isControl)) scan.faults.add("control character");
  scan.bracket ??= withoutComments(inside);
  return end + 1;
}

function withoutComments(text: string): string {
  let out = "";
  let at = 0;
  for (let open = text.indexOf("("); open >= at; open = text.indexOf("(", at)) {
    const end = closingParenthesis(text, open);
    if (end < 0) break;
    out += text.slice(at, open);
    at = end + 1;
  }
  return out + text.slice(at);
}

function finishEntry(scan: Scan, entries: AddressEntry[], decodeWords: DecodeWords): void {
  if (scan.group) scan.faults.add("group");
  const entry = scan.bracket === null ? bareEntry(scan, decodeWords) : bracketEntry(scan, decodeWords);
  if (entry === null) return;
  if (entry.address.includes('"')) scan.faults.add("quoted local part");
  if (entry.address.includes("=?")) scan.faults.add("encoded word in the address");
  entries.push({ ...entry, faults: [...scan.faults] });
}

function bracketEntry(scan: Scan, decodeWords: DecodeWords): Omit<AddressEntry, "faults"> {
  let inside = (scan.bracket ?? "").trim();
  if (inside.startsWith("@") || /^[^"]*:/.test(inside)) {
    scan.faults.add("route");
    inside = inside.slice(inside.lastIndexOf(":") + 1);
  }
  // RFC 5322 section 4.4: nothing but comments may stand after the bracket.
  if (scan.afterBracket.trim() !== "") scan.faults.add("text after the bracket");
  const unquoted = scan.bare.replace(/"[^"]*"?/g, "");
  if (unquoted.includes("@")) scan.faults.add("address outside the bracket");
  const name = clean(decodeWords(scan.name)) || clean(decodeWords(scan.comment));
  if (scan.name.includes("=?") && /<[^>]*@/.test(name)) scan.faults.add("name makes an address");
  return { address: normalAddress(inside, scan.faults), name };
}

function bareEntry(scan: Scan, decodeWords: DecodeWords): Omit<AddressEntry, "faults"> | null {
  const text = scan.bare.replaceAll(COMMENT_MARK, " ").trim();
  if (text === "") return null;
  // A comment between two pieces of an address joins them for some readers and not for others.
  if (JOINED_BY_COMMENT.test(scan.bare)) scan.faults.add("comment inside the address");
  const comment = clean(decodeWords(scan.comment));
  if (!/\s/.test(text)) return { address: normalAddress(text, scan.faults), name: comment };
  scan.faults.add("not one plain address");
  const words = text.split(/\s+/);
  const found = words.findLast((word) => word.includes("@"));
  const rest = words.filter((word) => word !== found).join(" ");
  return {
    address: normalAddress(found ?? "", scan.faults),
    name: clean(decodeWords(found === undefined ? scan.name : rest)) || comment,
  };
}

/**
 * Seen in the wild: the address wrapped again, as in <'someone@example.com'> and <mailto:someone@example.com>, or with
 * blanks in it. People see through that; a sender must not need it.
 */
function normalAddress(text: string, faults: Set<AddressFault>): string {
  const address = text
    .slice(0, MAX_ADDRESS)
    .replace(/\s+/g, "")
    .replace(/^(?:mailto:)|^[<']+|[>']+$/gi, "")
    .toLowerCase();
  if (address !== text.trim().toLowerCase()) faults.add("not one plain address");
  const canonical = canonicalAddress(address);
  // Some readers show it in letters, some as DNS knows it.
  if (canonical !== address) faults.add("domain beyond ASCII");
  return canonical;
}

function clean(name: string): string {
  const text = name
    .slice(0, MAX_SHOWN)
    .replace(/\p{Cc}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
  return text.replace(/^'(.*)'$/, "$1");
}
