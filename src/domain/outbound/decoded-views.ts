const MAX_NESTING = 4;
const MAX_BASE64_RUNS = 2000;
const BASE64_RUN = /(?:^[A-Za-z0-9+/]{8,}={0,2}[ \t]*\r?(?:\n|$))+/gm;
const ENCODED_WORD = /=\?[^?\s]{1,40}\?b\?([A-Za-z0-9+/=]*)\?=/gi;

/**
 * Every way a program down the line may read a mail's bytes: as they are, with quoted-printable undone, and each run of base64 (parts,
 * encoded words, mails inside mails) decoded in turn, at most four deep. It does not follow the MIME structure, so that
 * nothing hides behind a structure that two programs read differently. Archives are not opened.
 */
export function* decodedViews(text: string, depth = 0): Generator<string> {
  yield text;
  const unquoted = undoQuotedPrintable(text);
  if (unquoted !== text) yield unquoted;
  if (depth === MAX_NESTING) return;
  for (const run of base64Runs(text)) yield* decodedViews(run, depth + 1);
}

/** Bytes as text in which each character is one byte. */
export function byteText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function undoQuotedPrintable(text: string): string {
  return text
    .replace(/=[ \t]*\r?\n/g, "")
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function* base64Runs(text: string): Generator<string> {
  let runs = 0;
  for (const [run] of text.matchAll(BASE64_RUN)) {
    if (++runs > MAX_BASE64_RUNS) return;
    yield decodeBase64(run);
  }
  // Words that stand side by side are one text: RFC 2047 section 6.2.
  const words = [...text.matchAll(ENCODED_WORD)].map(([, word = ""]) => decodeBase64(word));
  if (words.length > 0) yield words.join("");
}

function decodeBase64(run: string): string {
  const symbols = run.replace(/[^A-Za-z0-9+/]/g, "");
  const usable = symbols.length % 4 === 1 ? symbols.slice(0, -1) : symbols;
  return atob(usable);
}
