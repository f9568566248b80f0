// biome-ignore lint/suspicious/noControlCharactersInRegex: the bytes that are not ASCII text
const NOT_ASCII = /[^\x01-\x7e]/;
const BARE_LINE_END = /\r(?!\n)|(?<!\r)\n/;
/** RFC 5322 section 2.1.1, without the CRLF. */
const MAX_LINE_OCTETS = 998;

/**
 * Why finished bytes must not be sent; null when they may. Every line ends in CRLF and no CR or LF stands alone (threat T15), no line is too long,
 * nothing is outside ASCII, and the header block holds exactly the fields that were meant, each once (threat T14).
 */
export function findUnsafeBytes(bytes: Uint8Array, intended: readonly string[]): string | null {
  return findUnsafeLine(bytes) ?? findUnsafeHeaders(bytes, intended);
}

function findUnsafeLine(bytes: Uint8Array): string | null {
  const text = asText(bytes);
  if (NOT_ASCII.test(text)) return "it holds a byte outside ASCII";
  if (BARE_LINE_END.test(text)) return "it holds a bare carriage return or line feed";
  const isLong = text.split("\r\n").some((line) => line.length > MAX_LINE_OCTETS);
  return isLong ? "it holds a line of more than 998 octets" : null;
}

function findUnsafeHeaders(bytes: Uint8Array, intended: readonly string[]): string | null {
  const text = asText(bytes);
  const head = text.slice(0, text.indexOf("\r\n\r\n"));
  const names = head
    .replace(/\r\n[ \t]/g, " ")
    .split("\r\n")
    .map((line) => line.slice(0, line.indexOf(":")).toLowerCase());
  const wanted = intended.map((name) => name.toLowerCase()).sort();
  return names.sort().join() === wanted.join() ? null : "its header fields are not those that were meant";
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
