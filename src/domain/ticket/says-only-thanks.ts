/**
 * Whether a reply says nothing but one of the desk's own phrases of thanks (`desk.thanks`), whatever its case and
 * the punctuation around it. The usual Danish and English thanks are known without being listed
 * (domain/email/short-thanks.ts).
 */
export function saysOnlyThanks(replyText: string, phrases: readonly string[]): boolean {
  const words = wordsOf(replyText);
  return words !== "" && !replyText.includes("?") && phrases.some((phrase) => wordsOf(phrase) === words);
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "")
    .join(" ");
}
