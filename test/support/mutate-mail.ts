/** A mail as a broken relay, a broken disk or a malicious sender leaves it. What is done comes from `chance` alone. */
export function mutateMail(raw: Buffer, chance: () => number): Buffer {
  const below: Below = (limit) => Math.floor(chance() * limit);
  const change = CHANGES[below(CHANGES.length)] ?? flipBytes;
  return change(raw, below);
}

/** A whole number from 0, smaller than `limit`. */
type Below = (limit: number) => number;
type Change = (raw: Buffer, below: Below) => Buffer;

const flipBytes: Change = (raw, below) => {
  const bytes = Buffer.from(raw);
  for (let count = below(40) + 1; count > 0 && bytes.length > 0; count -= 1) bytes[below(bytes.length)] = below(256);
  return bytes;
};

const truncate: Change = (raw, below) => raw.subarray(0, below(raw.length + 1));

const repeatPiece: Change = (raw, below) => {
  const start = below(raw.length + 1);
  const piece = raw.subarray(start, start + below(2_000));
  const copies = Array.from({ length: below(200) }, () => piece);
  return Buffer.concat([raw.subarray(0, start), ...copies, raw.subarray(start)]);
};

const swapHalves: Change = (raw, below) => {
  const at = below(raw.length + 1);
  return Buffer.concat([raw.subarray(at), raw.subarray(0, at)]);
};

const loseLineFeeds: Change = (raw) => Buffer.from(raw.toString("latin1").replaceAll("\n", "\r"), "latin1");

/** The mail in a mail in a mail. */
const nest: Change = (raw, below) => {
  let bytes = raw;
  for (let depth = below(60); depth > 0; depth -= 1) {
    const type = below(2) === 0 ? "message/rfc822" : "multipart/mixed; boundary=x";
    bytes = Buffer.concat([Buffer.from(`From: a@b.example\r\nContent-Type: ${type}\r\n\r\n--x\r\n`), bytes]);
  }
  return bytes;
};

const CHANGES: readonly Change[] = [flipBytes, flipBytes, truncate, repeatPiece, swapHalves, loseLineFeeds, nest];
