const LF = 0x0a;
const CR = 0x0d;
const GREATER = 0x3e;
const FROM = Buffer.from("From ");
/** With day of the week, time and year, as every writer of mbox puts them: a sentence that begins with "From" has none. */
const SEPARATOR = /^From \S*.*\b(?:mon|tue|wed|thu|fri|sat|sun)\b.*\d{1,2}:\d{2}.*\b\d{4}\b/i;
const MAX_SEPARATOR = 300;

/** A mail of an mbox, and where it lies there, its separator included. */
export interface SplitMail {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly length: number;
}

/**
 * The mails of an mbox (RFC 4155), one at a time as the bytes come. Lines that were quoted as `>From ` are given back as they
 * were; the empty line before a separator belongs to the separator.
 */
export async function* splitMbox(chunks: AsyncIterable<Buffer>): AsyncGenerator<SplitMail> {
  let lines: Buffer[] = [];
  let isOpen = false;
  let begun = 0;
  let read = 0;
  for await (const line of readLines(chunks)) {
    if (isSeparator(line)) {
      if (isOpen) yield { bytes: finish(lines), offset: begun, length: read - begun };
      lines = [];
      isOpen = true;
      begun = read;
    } else if (isOpen) lines.push(unquote(line));
    read += line.length;
  }
  if (isOpen) yield { bytes: finish(lines), offset: begun, length: read - begun };
}

/** Whether a file that begins so is an mbox. */
export function beginsMbox(start: Buffer): boolean {
  return isSeparator(start);
}

async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      const piece = chunk.subarray(start, end + 1);
      yield rest.length === 0 ? piece : Buffer.concat([...rest, piece]);
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

function isSeparator(line: Buffer): boolean {
  return startsWith(line, FROM, 0) && SEPARATOR.test(line.subarray(0, MAX_SEPARATOR).toString("latin1"));
}

function unquote(line: Buffer): Buffer {
  let quotes = 0;
  while (line[quotes] === GREATER) quotes += 1;
  return quotes > 0 && startsWith(line, FROM, quotes) ? line.subarray(1) : line;
}

function startsWith(line: Buffer, text: Buffer, at: number): boolean {
  return line.length >= at + text.length && line.compare(text, 0, text.length, at, at + text.length) === 0;
}

function finish(lines: Buffer[]): Buffer {
  const last = lines.at(-1);
  const isEmpty = last && (last[0] === LF || (last[0] === CR && last[1] === LF));
  return Buffer.concat(isEmpty && lines.length > 1 ? lines.slice(0, -1) : lines);
}
