import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Language } from "../../domain/desk/language.ts";

/** What the console says, in one language. The pages are written in English, and what is English is its own key. */
export interface Words {
  readonly language: Language;
  /** A sentence of a page. Throws where the dictionary lacks it: a page is never half in one language and half in another. */
  say(english: string): string;
  /** A word of the desk's own, such as a state; null where it stands in no dictionary. */
  find(english: string): string | null;
}

/** Reads the dictionary of a language, `words.da.json`; English needs none but for what is better said than in its key. */
export function readWords(folder: string, language: Language): Words {
  const known = JSON.parse(readFileSync(join(folder, `words.${language}.json`), "utf8")) as Record<string, string>;
  const find = (english: string) => (Object.hasOwn(known, english) ? (known[english] ?? null) : null);
  return {
    language,
    find,
    say(english) {
      const said = find(english) ?? (language === "en" ? english : null);
      if (said === null) throw new Error(`words.${language}.json lacks ${JSON.stringify(english)}`);
      return said;
    },
  };
}
