/**
 * A URL as it is written, or as it is read on the page `base`; null for what is none. In place of `URL.canParse`, which calls short URLs with
 * Latin-1 letters none once it has been optimised (seen in Node.js 20.20).
 */
export function readUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
