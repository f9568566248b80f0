const MAX_CHARACTERS = 8_000;
const NUMBER = /\p{N}/u;
/** One in ten of our own references has no digit: `SV-ABCDE-F`. */
const REFERENCE = /^[^\p{L}]*\p{Lu}+(?:[-\u2010\u2011\u2013]\p{Lu}+)+[^\p{L}]*$/u;

/**
 * The words of a text, lower-cased and joined, but those with a digit in them and capitals joined by hyphens: two mails of a machine that
 * differ in dates, numbers, references and layout have one shape. Of a long text the beginning counts.
 */
export function bodyShape(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .normalize("NFC")
    .split(/\s+/)
    .filter((word) => !NUMBER.test(word) && !REFERENCE.test(word))
    .join("")
    .toLowerCase()
    .replace(/[^\p{L}]+/gu, "");
}
