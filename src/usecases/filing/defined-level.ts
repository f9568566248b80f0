import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import type { DefinedLevel } from "../../domain/outbound/mail-facts.ts";

/** A level with what it means, in the reader's language; one that the desk has no more is its id alone. */
export function definedLevel({ levels }: Pick<Desk, "levels">, id: string, language: Language): DefinedLevel {
  const level = levels[id];
  return { id, name: level?.name[language] ?? id, definition: level?.definition[language] ?? "" };
}
