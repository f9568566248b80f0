const PAIRS = /^(?:[0-9a-f]{2})*$/;

/** Lower-case hexadecimal. */
export function encodeHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads what `encodeHex` wrote; null for anything else, capital letters included, so that every value has one text. */
export function decodeHex(text: string): Uint8Array | null {
  if (!PAIRS.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
