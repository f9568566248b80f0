const MAX_FIRST_LINE = 2_000;

/** Decoded content of a part. Damaged encodings give what can be read of them, never an error. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  switch (encoding.trim().toLowerCase()) {
    case "base64":
      return decodeBase64(bytes);
    case "quoted-printable":
      return decodeQuotedPrintable(bytes);
    case "x-uuencode":
    case "uuencode":
    case "x-uue":
      return decodeUuencode(bytes);
    default:
      return bytes;
  }
}

/** Whether bytes begin as base64 does: seen in the wild are gateways that decode a text and leave the header as it was. */
export function beginsAsBase64(bytes: Buffer): boolean {
  const line =
    bytes
      .toString("latin1", 0, MAX_FIRST_LINE)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? "";
  const [word = "", ...others] = line.trimEnd().split(/\s/);
  return /^[\w+/-]*={0,2}$/.test(word) && (others.length === 0 || word.length % 4 === 0);
}

/** RFC 2045 section 6.8. Padding in the middle (parts glued together by mailers) ends a run, not the content. */
export function decodeBase64(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  if (!/=[^=\s-]/.test(text)) return Buffer.from(text, "base64");
  const runs = text.split(/=+/);
  return Buffer.concat(runs.map((run) => Buffer.from(run, "base64")));
}

/** RFC 2045 section 6.7; a `=` that starts no code stands for itself. */
export function decodeQuotedPrintable(bytes: Buffer): Buffer {
  const out = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const soft = softBreakLength(bytes, at);
    if (soft > 0) {
      at += soft - 1;
      continue;
    }
    const value = hexPair(bytes, at + 1);
    out[length++] = value ?? byte;
    if (value !== null) at += 2;
  }
  return out.subarray(0, length);
}

function softBreakLength(bytes: Buffer, at: number): number {
  let end = at + 1;
  // RFC 2045 rule 3: white space before the line end was added on the way.
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end += 1;
  if (end >= bytes.length) return end - at;
  if (bytes[end] === 0x0d && bytes[end + 1] === 0x0a) return end + 2 - at;
  return bytes[end] === 0x0a ? end + 1 - at : 0;
}

function hexPair(bytes: Buffer, at: number): number | null {
  const high = hexValue(bytes[at]);
  const low = hexValue(bytes[at + 1]);
  return high === null || low === null ? null : high * 16 + low;
}

function hexValue(byte: number | undefined): number | null {
  if (byte === undefined) return null;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null;
}

function decodeUuencode(bytes: Buffer): Buffer {
  const out: number[] = [];
  for (const line of bytes.toString("latin1").split(/\r?\n/)) {
    if (line.startsWith("begin ") || line === "end" || line === "") continue;
    pushUuLine(line, out);
  }
  return Buffer.from(out);
}

function pushUuLine(line: string, out: number[]): void {
  const count = (line.charCodeAt(0) - 32) & 63;
  const value = (index: number): number => (line.charCodeAt(index) - 32) & 63;
  for (let at = 1, written = 0; written < count && at + 1 < line.length; at += 4) {
    const three = [
      (value(at) << 2) | (value(at + 1) >> 4),
      (value(at + 1) << 4) | (value(at + 2) >> 2),
      (value(at + 2) << 6) | value(at + 3),
    ];
    for (const byte of three) if (written++ < count) out.push(byte & 255);
  }
}
