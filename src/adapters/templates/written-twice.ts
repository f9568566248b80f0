import type { Bilingual, Language } from "../../domain/desk/language.ts";

/** Data any text of which may be written in each language, side by side; what is a name or a code is written once. */
export type WrittenTwice<Data> = Data extends string
  ? Data | Bilingual
  : Data extends number | boolean | null
    ? Data
    : { readonly [Key in keyof Data]: WrittenTwice<Data[Key]> };

export function inLanguage<Data>(written: WrittenTwice<Data>, language: Language): Data {
  return pick(written, language) as Data;
}

function pick(written: unknown, language: Language): unknown {
  if (Array.isArray(written)) return written.map((item) => pick(item, language));
  if (typeof written !== "object" || written === null) return written;
  if ("da" in written && "en" in written) return written[language];
  return Object.fromEntries(Object.entries(written).map(([key, item]) => [key, pick(item, language)]));
}
