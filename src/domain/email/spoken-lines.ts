const MAX_CONTACT_WORDS = 9;
/** Fewer are no sentence, whatever they end with. */
export const MIN_SENTENCE_WORDS = 4;

/** Whether a line is long enough for one, or ends as one. */
export function isSentence(line: string): boolean {
  const count = line.trim().split(/\s+/, MAX_CONTACT_WORDS + 1).length;
  return count > MAX_CONTACT_WORDS || (count > MIN_SENTENCE_WORDS && /[.!]$/.test(line.trimEnd()));
}

/** A question of several words. */
export function endsInQuestion(line: string): boolean {
  return (
    line.trimEnd().endsWith("?") &&
    asks(line) &&
    line.trim().split(/\s+/, MIN_SENTENCE_WORDS).length === MIN_SENTENCE_WORDS
  );
}

/** Whether a line asks; a question mark in the address of a page asks nothing. */
export function asks(line: string): boolean {
  return line.replace(/https?:\/\/\S*/gi, "").includes("?");
}

/** Whether anything but empty lines stands above the line at `at`. */
export function hasWordsAbove(lines: readonly string[], at: number): boolean {
  return lines.slice(0, at).some((line) => line.trim() !== "");
}
