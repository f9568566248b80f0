const MAX_CHARACTERS = 8_000;

/**
 * The words of a text, lower-cased and joined, but those with a digit in them: two mails of a machine that differ in dates, numbers,
 * references and layout have one shape. Of a long text the beginning counts.
 */
export function bodyShape(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .normalize("NFC")
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !/\p{N}/u.test(word))
    .join("")
    .replace(/[^\p{L}]+/gu, "");
}
