import type { PersonPatterns } from "./person-patterns.ts";

const NOBODY = "erased@erased.invalid";

/**
 * A mail's bytes, one character a byte, without somebody who is named in it: their entries in address headers with the display name before them, and
 * their address and names wherever they stand in the clear. What stands encoded in a body is not found here: the caller reads the result and looks
 * again. A mail without them is given back as it was.
 */
export function redactMail(mail: string, { address, names }: PersonPatterns): string {
  const end = headerEnd(mail);
  const entry = new RegExp(
    `(?:"(?:[^"\\\\\\r\\n]|\\\\.)*"|[^,:;<>"\\r\\n]|\\r?\\n[ \\t])*<\\s*${address.pattern}\\s*>`,
    "gi",
  );
  const headers = mail.slice(0, end).replace(entry, ` <${NOBODY}>`);
  const cleared = (headers + mail.slice(end)).replace(new RegExp(address.pattern, "gi"), NOBODY);
  if (names === null) return cleared;
  // Bytes that are no letters of ASCII may be letters of any other alphabet.
  const bytewise = names.pattern.replaceAll("[[:alnum:]]", "[A-Za-z0-9\\u0080-\\u00ff]");
  return cleared.replace(new RegExp(bytewise, "gi"), "[...]");
}

function headerEnd(mail: string): number {
  const found = /\r?\n\r?\n/.exec(mail);
  return found === null ? mail.length : found.index;
}
