const MAX_SIGNATURES = 10;

/**
 * The same mail with at most 10 DKIM signatures and no ARC headers: every signature costs a name server question, and
 * a stranger writes as many as he likes (threat T5). ARC grants nothing here, so it is not asked about either.
 */
export function limitSignatures(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  const filter = createFilter();
  let at = 0;
  while (at < bytes.length && !isEmptyLine(bytes, at)) {
    const found = bytes.indexOf(0x0a, at);
    const next = found < 0 ? bytes.length : found + 1;
    if (filter(bytes.toString("latin1", at, Math.min(next, at + 40)))) kept.push(bytes.subarray(at, next));
    at = next;
  }
  return Buffer.concat([...kept, bytes.subarray(at)]);
}

function isEmptyLine(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x0a || (bytes[at] === 0x0d && bytes[at + 1] === 0x0a);
}

/** Tells line by line what to keep; the lines that continue a header share its lot. */
function createFilter(): (line: string) => boolean {
  let signatures = 0;
  let keep = true;
  return (line) => {
    if (line.startsWith(" ") || line.startsWith("\t")) return keep;
    const name = line.split(":")[0]?.trim().toLowerCase() ?? "";
    if (name === "dkim-signature") signatures += 1;
    keep = !name.startsWith("arc-") && (name !== "dkim-signature" || signatures <= MAX_SIGNATURES);
    return keep;
  };
}
