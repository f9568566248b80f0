/** A positive whole number as its shortest big-endian bytes. Throws a RangeError for zero, fractions and what is not exact. */
export function wholeNumberToBytes(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value <= 0) throw new RangeError("An id must be a positive whole number.");
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

/** Reads what `wholeNumberToBytes` wrote; null for an empty, padded or too large number. */
export function bytesToWholeNumber(bytes: Uint8Array): number | null {
  if (bytes.length === 0 || bytes.length > 7 || bytes[0] === 0) return null;
  let value = 0;
  for (const byte of bytes) value = value * 256 + byte;
  return Number.isSafeInteger(value) ? value : null;
}
