import type { Pattern } from "../domain/desk/rule.ts";

/** Reads one condition of a rule: `/expression/` (an `i` behind it changes nothing), or else a substring. */
export function parsePattern(text: string): Pattern {
  const source = /^\/(.+)\/i?$/s.exec(text)?.[1];
  return source === undefined ? { kind: "substring", text: text.toLowerCase() } : { kind: "expression", source };
}
