/** A line holds no more (RFC 5322 section 2.1.1), nor an index much more. */
const MAX_ID_BYTES = 998;
const MAX_IDS = 100;

/**
 * The message ids of a Message-ID, In-Reply-To or References header in one form: `<left@right>` with brackets, without
 * white space, case kept (RFC 5322 section 3.6.4). Words without brackets count where they hold an `@`, for mailers
 * that leave the brackets out. The newest 100 are kept, each once, oldest first.
 */
export function readMessageIds(value: string): string[] {
  const bracketed = readBracketed(value);
  const ids = bracketed.length > 0 ? bracketed : readBare(value);
  return [...new Set(ids)].slice(-MAX_IDS);
}

/** The one id of a Message-ID or In-Reply-To header, or null. */
export function readMessageId(value: string): string | null {
  return readMessageIds(value)[0] ?? null;
}

function readBracketed(value: string): string[] {
  const ids: string[] = [];
  let start = value.indexOf("<");
  while (start >= 0) {
    const end = value.indexOf(">", start);
    if (end < 0) break;
    // The last opening bracket before the end: "<<a@b>" is <a@b>.
    const open = value.lastIndexOf("<", end);
    const inside = value.slice(open + 1, end).replace(/\s+/g, "");
    if (inside !== "" && isShort(inside)) ids.push(`<${inside}>`);
    start = value.indexOf("<", end);
  }
  return ids;
}

function readBare(value: string): string[] {
  const words = value.split(/[\s,;"<>]+/).filter((word) => word.includes("@") && isShort(word));
  return words.map((word) => `<${word}>`);
}

function isShort(id: string): boolean {
  return new TextEncoder().encode(id).length <= MAX_ID_BYTES;
}
