import { decodeCharset } from "./charset.ts";
import { decodeWords } from "./encoded-words.ts";

/** `value; name=value; ...` of Content-Type and Content-Disposition. Names and the value are lower-cased. */
export type ParameterisedValue = { value: string; parameters: Record<string, string> };

type RawParameter = { name: string; value: string };

/** RFC 2045 section 5.1, with the continuations and charsets of RFC 2231 and the encoded words mailers use instead. */
export function readParameters(header: string): ParameterisedValue {
  const [first = "", ...others] = splitOutsideQuotes(header.slice(0, 65_536));
  const { value, rest } = readValue(first.trim());
  const raw = [rest, ...others].map(readPair).filter((pair) => pair.name !== "");
  return { value: value.toLowerCase(), parameters: joinContinuations(raw) };
}

/** Seen in the wild: no semicolon behind the value (`application/pdf name=a.pdf`), or no value in front of the first parameter. */
function readValue(text: string): { value: string; rest: string } {
  const gap = text.search(/\s/);
  const value = gap < 0 ? text : text.slice(0, gap);
  if (value.includes("=") && !value.includes("/")) return { value: "", rest: text };
  return { value, rest: gap < 0 ? "" : text.slice(gap) };
}

function splitOutsideQuotes(text: string): string[] {
  const pieces: string[] = [];
  let piece = "";
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quoted && char === "\\") {
      piece += char + (text[++at] ?? "");
      continue;
    }
    if (char === '"') quoted = !quoted;
    if (char === ";" && !quoted) {
      pieces.push(piece);
      piece = "";
    } else piece += char;
  }
  return [...pieces, piece];
}

function readPair(piece: string): RawParameter {
  const equals = piece.indexOf("=");
  if (equals < 0) return { name: "", value: "" };
  const name = piece.slice(0, equals).trim().toLowerCase();
  const value = piece.slice(equals + 1).trim();
  const close = value.startsWith('"') ? closingQuote(value) : -1;
  // Only quotes and backslashes are escaped: Windows programs write whole paths.
  if (close > 0) return { name, value: value.slice(1, close).replace(/\\(["\\])/g, "$1") };
  return { name, value: /^'[^']+'$/.test(value) ? value.slice(1, -1) : value.replace(/^"/, "") };
}

function closingQuote(value: string): number {
  for (let at = 1; at < value.length; at += 1) {
    if (value[at] === "\\") at += 1;
    else if (value[at] === '"') return at;
  }
  return -1;
}

type Piece = { index: number; encoded: boolean; value: string };
type Pieces = Map<string, Piece[]>;

function joinContinuations(raw: RawParameter[]): Record<string, string> {
  const plain = new Map<string, string>();
  const pieces: Pieces = new Map();
  for (const { name, value } of raw) {
    const match = /^([^*]+)\*(?:(\d{1,3})(\*)?)?$/.exec(name);
    if (match !== null) addPiece(pieces, match, value);
    else if (!plain.has(name)) plain.set(name, decodeWords(value));
  }
  // RFC 5987 and RFC 6266 section 4.3: the extended form wins over the plain one.
  for (const [key, list] of pieces) {
    const joined = joinPieces(list);
    if (joined !== "" || !plain.has(key)) plain.set(key, joined);
  }
  return Object.fromEntries(plain);
}

function addPiece(pieces: Pieces, [, key = "", index, star]: RegExpExecArray, value: string): void {
  const list = pieces.get(key) ?? [];
  list.push({ index: Number(index ?? 0), encoded: index === undefined || star === "*", value });
  pieces.set(key, list);
}

function joinPieces(list: Piece[]): string {
  list.sort((a, b) => a.index - b.index);
  const first = list[0];
  const head = first?.encoded ? /^([^']*)'[^']*'/.exec(first.value) : null;
  const bytes = list.map((piece, at) => {
    const value = at === 0 && head !== null ? piece.value.slice(head[0].length) : piece.value;
    return piece.encoded ? percentBytes(value) : Buffer.from(value, "utf8");
  });
  const text = decodeCharset(Buffer.concat(bytes), head?.[1] ?? "");
  return text.includes("=?") ? decodeWords(text) : text;
}

function percentBytes(value: string): Buffer {
  const out: number[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const code = value[at] === "%" ? Number.parseInt(value.slice(at + 1, at + 3), 16) : Number.NaN;
    if (Number.isNaN(code)) out.push(...Buffer.from(value[at] ?? "", "utf8"));
    else {
      out.push(code);
      at += 2;
    }
  }
  return Buffer.from(out);
}
