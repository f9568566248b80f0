/** So many hexadecimal digits make a number that is held exactly. */
const UID_DIGITS = 13;

/**
 * The UID of a mail from a channel that numbers none: the first 52 bits of its SHA-256 (in hexadecimal), so that the same
 * bytes again are the same sighting.
 */
export function contentUid(sha256: string): number {
  return Number.parseInt(sha256.slice(0, UID_DIGITS), 16);
}
