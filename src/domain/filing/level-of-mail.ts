import { findLevels, type LevelWords } from "./find-levels.ts";

/** A line of a form, such as `Niveau: A – Kritisk fejl`, alone on its line. */
const FORM_LINE = /^[ \t*_]*(?:niveau|level)[ \t*_]*[:=][ \t*_]*(\S.{0,99}?)[ \t]*$/gimu;

/**
 * The level that a new mail asks for in words: in its subject, else on a line of a form in its text. Null where it names none, or
 * more than one: a sentence within the text decides nothing.
 */
export function levelOfMail(levels: LevelWords, { subject, text }: { subject: string; text: string }): string | null {
  const inSubject = findLevels(levels, subject);
  if (inSubject.length > 0) return only(inSubject);
  const lines = [...text.slice(0, MOST_CHARACTERS).matchAll(FORM_LINE)].map(([, value = ""]) => value);
  return only([...new Set(lines.flatMap((value) => findLevels(levels, `level: ${value}`)))]);
}

const MOST_CHARACTERS = 50_000;

function only(found: readonly string[]): string | null {
  return found.length === 1 ? (found[0] ?? null) : null;
}
