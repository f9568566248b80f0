/** Mailbox files start each mail with a line that is no header. */
export function withoutMailboxLine(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const isMailbox = bytes.toString("latin1", 0, 6).replace(/^>/, "").startsWith("From ");
  return isMailbox ? bytes.subarray(bytes.indexOf(0x0a) + 1) : bytes;
}
