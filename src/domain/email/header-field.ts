/**
 * One header as it came. `key` is the name lower-cased without white space (`from :` is `from`); `value` is unfolded,
 * its raw bytes made text, encoded words still encoded: addresses must be read before words are decoded, or a name can
 * make up an address. `irregular`: written so that some readers take it for no header, or end it early (white space
 * before the colon, a blank line in a fold).
 */
export type HeaderField = { key: string; value: string; irregular?: true };

/** Turns the encoded words of RFC 2047 into text. Needs charset tables, so it is handed in. */
export type DecodeWords = (text: string) => string;

/** All values of a header, in the order of the mail (topmost, that is newest trace, first). */
export function headerValues(headers: readonly HeaderField[], key: string): string[] {
  return headers.filter((field) => field.key === key).map((field) => field.value);
}

/** The first value of a header, trimmed; "" when it is missing. */
export function headerValue(headers: readonly HeaderField[], key: string): string {
  return headers.find((field) => field.key === key)?.value.trim() ?? "";
}

/** Whether the header stands there at all, even empty. */
export function hasHeader(headers: readonly HeaderField[], key: string): boolean {
  return headers.some((field) => field.key === key);
}
