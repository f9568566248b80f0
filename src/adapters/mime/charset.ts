import { isAscii } from "node:buffer";
import iconv from "iconv-lite";

/** Names mailers use for something wider than they say (seen in the wild), and names only Windows knows. */
const WIDER: Record<string, string> = {
  gb2312: "gb18030",
  gbk: "gb18030",
  "ks_c_5601-1987": "cp949",
  ks_c_5601: "cp949",
  "euc-kr": "cp949",
  "iso-2022-jp-ms": "iso-2022-jp",
  "unicode-1-1-utf-7": "utf-7",
  "iso-8859-8-i": "iso-8859-8",
  cp1252: "windows-1252",
  "x-cp1252": "windows-1252",
  "cp-1252": "windows-1252",
  windows1252: "windows-1252",
  "win-1252": "windows-1252",
  "iso8859-1": "iso-8859-1",
  "iso_8859-1": "iso-8859-1",
  "latin-1": "iso-8859-1",
};
const MULTI_BYTE = new Set(["gb18030", "cp949", "iso-2022-jp", "shift_jis", "euc-jp", "big5", "windows-31j", "sjis"]);
const LATIN = new Set([
  "",
  "us-ascii",
  "ascii",
  "iso-8859-1",
  "latin1",
  "windows-1252",
  "unknown-8bit",
  "default",
  "x-unknown",
]);

/**
 * Text of bytes under a declared charset that may be a lie. UTF-8 wins where the bytes are valid UTF-8 and the
 * declaration says nothing, says Latin, or says a multi-byte set; a declaration that yields replacement characters loses.
 */
export function decodeCharset(bytes: Uint8Array, declared: string): string {
  const label = normalise(declared);
  if (isAscii(bytes) && !label.startsWith("iso-2022") && !/^utf-?(7|16|32)/.test(label)) return ascii(bytes);
  const latinLabel = isLatin(label);
  if (latinLabel || MULTI_BYTE.has(label)) {
    const utf8 = strictUtf8(bytes);
    if (utf8 !== null && !label.startsWith("iso-2022")) return utf8;
  }
  const text = byLabel(bytes, label);
  if (text !== null && !text.includes("�")) return text;
  return strictUtf8(bytes) ?? (text !== null && !latinLabel && !/^utf-?8$/.test(label) ? text : latin(bytes));
}

/** Raw 8-bit bytes where only ASCII is allowed (headers): UTF-8 if they are valid UTF-8, else windows-1252. */
export function decodeUndeclared(bytes: Uint8Array): string {
  return isAscii(bytes) ? ascii(bytes) : (strictUtf8(bytes) ?? latin(bytes));
}

function normalise(declared: string): string {
  const label =
    declared
      .trim()
      .toLowerCase()
      .replace(/^["']+|["']+$/g, "")
      .split("*")[0] ?? "";
  return WIDER[label] ?? label;
}

function ascii(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return null;
  }
}

/** All the names that stand for ASCII or ISO 8859-1, as web pages read them: "ansi_x3.4-1968", "cp819". */
function isLatin(label: string): boolean {
  if (LATIN.has(label)) return true;
  try {
    return new TextDecoder(label).encoding === "windows-1252";
  } catch {
    return false;
  }
}

function byLabel(bytes: Uint8Array, label: string): string | null {
  if (isLatin(label)) return latin(bytes);
  // RFC 2781 section 4.3: the bytes say their order themselves.
  if (label === "utf-16") return iconv.decode(Buffer.from(bytes), label);
  try {
    return new TextDecoder(label).decode(label === "iso-2022-jp" ? withoutIdleEscapes(bytes) : bytes);
  } catch {
    return iconv.encodingExists(label) ? iconv.decode(Buffer.from(bytes), label) : null;
  }
}

/** Pieces glued together leave two escape sequences in a row, which the decoder calls an error. */
function withoutIdleEscapes(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll("\u001b(B\u001b$B", ""), "latin1");
}

/** Not TextDecoder: Node 20 reads windows-1252 as ISO 8859-1 and loses the typographic quotes. */
function latin(bytes: Uint8Array): string {
  return iconv.decode(Buffer.from(bytes), "windows-1252");
}
