// Controls, line separators, and the marks that turn the direction of text or hide it.
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/gu;

/**
 * Text fit for a header or one line of a table: controls and direction marks become a space, spaces are joined, and it is cut to
 * `maxCharacters` with an ellipsis. Never cuts a surrogate pair.
 */
export function oneLine(text: string, maxCharacters: number): string {
  const joined = text.replace(UNSAFE, " ").replace(/\s+/g, " ").trim();
  const characters = [...joined];
  return characters.length <= maxCharacters
    ? joined
    : `${characters
        .slice(0, maxCharacters - 1)
        .join("")
        .trimEnd()}…`;
}
