import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";

/** The language to write to somebody in: theirs where the desk speaks it, else the desk's first. */
export function spokenLanguage(desk: Desk, language: string | null): Language {
  return desk.desk.languages.find((spoken) => spoken === language) ?? agentsLanguage(desk);
}

/** The language of the desk's own people: the first of desk.yaml. */
export function agentsLanguage(desk: Desk): Language {
  return desk.desk.languages[0] ?? "en";
}
