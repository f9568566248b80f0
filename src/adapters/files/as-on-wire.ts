const LF = 0x0a;
const CR = 0x0d;

/**
 * A mail from a file as a mail server hands it out: with CR LF. Files keep mails with bare LF, and IMAP servers that keep such
 * files do the same on the way out, so that a mail is the same bytes whichever way it came. What has a CR LF somewhere was
 * not converted, and is left alone.
 */
export function asOnWire(bytes: Buffer): Buffer {
  if (bytes.includes("\r\n")) return bytes;
  let count = 0;
  for (const byte of bytes) if (byte === LF) count += 1;
  if (count === 0) return bytes;
  const result = Buffer.alloc(bytes.length + count);
  let at = 0;
  for (const byte of bytes) {
    if (byte === LF) result[at++] = CR;
    result[at++] = byte;
  }
  return result;
}
