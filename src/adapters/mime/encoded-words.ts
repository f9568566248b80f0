import { decodeCharset } from "./charset.ts";
import { decodeBase64, decodeQuotedPrintable } from "./transfer-encoding.ts";

type Word = { charset: string; encoding: string; bytes: Buffer; end: number };

/**
 * RFC 2047. Neighbouring words of one charset are joined as bytes first: mailers cut characters in two. Anything that
 * is no encoded word stays as it is.
 */
export function decodeWords(text: string): string {
  if (!text.includes("=?")) return text;
  let out = "";
  let at = 0;
  // Without an end mark further on there is no word either. Looked for once from the end: that keeps the scan linear.
  const lastEnd = text.lastIndexOf("?=");
  while (at < text.length) {
    const start = text.indexOf("=?", at);
    if (start < 0 || start + 2 > lastEnd) break;
    const word = readWord(text, start);
    if (word === null) {
      out += text.slice(at, start + 2);
      at = start + 2;
      continue;
    }
    out += text.slice(at, start);
    const run = readRun(text, word);
    out += decodeRun(run);
    at = run.at(-1)?.end ?? word.end;
  }
  return out + text.slice(at);
}

function readWord(text: string, start: number): Word | null {
  const charsetEnd = text.indexOf("?", start + 2);
  if (charsetEnd < 0 || charsetEnd - start > 80) return null;
  const charset = text.slice(start + 2, charsetEnd);
  const encoding = (text[charsetEnd + 1] ?? "").toLowerCase();
  if ((encoding !== "b" && encoding !== "q") || text[charsetEnd + 2] !== "?" || charset === "") return null;
  const end = text.indexOf("?=", charsetEnd + 3);
  if (end < 0) return null;
  const body = Buffer.from(text.slice(charsetEnd + 3, end), "utf8");
  const bytes = encoding === "b" ? decodeBase64(body) : decodeQuotedPrintable(underscores(body));
  return { charset, encoding, bytes, end: end + 2 };
}

function underscores(body: Buffer): Buffer {
  return body.map((byte) => (byte === 0x5f ? 0x20 : byte)) as Buffer;
}

/** RFC 2047 section 6.2: white space between two words is not shown. */
function readRun(text: string, first: Word): Word[] {
  const run = [first];
  for (let last = first; ; ) {
    let next = last.end;
    while (text[next] === " " || text[next] === "\t" || text[next] === "\r" || text[next] === "\n") next += 1;
    if (text[next] !== "=" || text[next + 1] !== "?") return run;
    const word = readWord(text, next);
    if (word === null) return run;
    run.push(word);
    last = word;
  }
}

function decodeRun(run: Word[]): string {
  let out = "";
  for (let at = 0; at < run.length; ) {
    const first = run[at] as Word;
    let end = at + 1;
    while (end < run.length && run[end]?.charset.toLowerCase() === first.charset.toLowerCase()) end += 1;
    out += decodeCharset(Buffer.concat(run.slice(at, end).map((word) => word.bytes)), first.charset);
    at = end;
  }
  return out;
}
