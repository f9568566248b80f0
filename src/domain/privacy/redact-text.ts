import type { PersonPatterns } from "./person-patterns.ts";

/** Letters and digits of the alphabets that names here are written in, as an expression of this language knows none. */
const LETTERS = "[A-Za-z0-9\\u00c0-\\u024f]";

/** A text without somebody's address and names. */
export function redactText(text: string, { address, names }: PersonPatterns): string {
  const cleared = text.replace(new RegExp(address.pattern, "gi"), "[...]");
  return names === null
    ? cleared
    : cleared.replace(new RegExp(names.pattern.replaceAll("[[:alnum:]]", LETTERS), "gi"), "[...]");
}
