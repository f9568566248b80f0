import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MailUnderstanding } from "../../src/domain/email/mail-understanding.ts";

const FOLDER = join(process.cwd(), "test/fixtures/agreement-story");

/** What is another at every run, by the words that stand in its place: numbers of tickets, signed addresses, times and dates. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/SV-[0-9A-Z]{5}-[0-9A-Z]/g, "SV-XXXXX-X"],
  [/support\+[a-z2-7]+@/g, "support+ADRESSE@"],
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIDSPUNKT"],
  [/\b(mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag)( (den )?\d{1,2}\. [a-zæøå]+( \d{4})?)/gi, "UGEDAG DATO"],
  [
    /\b\d{1,2}\. (januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december)( \d{4})?/g,
    "DATO",
  ],
  [/\b\d{4}-\d\d(-\d\d)?\b/g, "DATO"],
  [/\bmail \d+/g, "mail NR"],
  [/,\d+,given /g, ",NR,given "],
  [/\bkl\. \d{1,2}[.:]\d\d/g, "kl. TID"],
  [/\b\d{1,2}[.:]\d\d\b/g, "TID"],
  [/\b(\d+ (time|timer|t) )?(og )?\d+ (minut|minutter|min\.)/g, "VARIGHED"],
];

/** Words only: what reads alike at every run. */
export function masked(text: string): string {
  return MASKS.reduce((kept, [pattern, words]) => kept.replace(pattern, words), text).trimEnd();
}

/**
 * The golden file of this name against what the desk wrote. One that is missing is written, and the test fails once all the same: somebody who knows
 * the language reads it before it is committed.
 */
export function expectTold(name: string, text: string): void {
  const file = join(FOLDER, `${name}.txt`);
  const told = `${masked(text)}\n`;
  if (!existsSync(file)) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, told);
    missing.push(file);
    return;
  }
  const golden = readFileSync(file, "utf8");
  if (golden !== told) throw new Error(`${name} reads otherwise than ${file}:\n${told}`);
  seen.add(`${name}.txt`);
}

const missing: string[] = [];
const seen = new Set<string>();

export const wordsOf = ({ subject, text }: MailUnderstanding): string => `Emne: ${subject}\n\n${text}`;

/** Fails where a golden file was only now written, or was told by nothing. */
export function expectWholeStory(): void {
  if (missing.length > 0) throw new Error(`written now, to be read and committed:\n${missing.join("\n")}`);
  const untold = readdirSync(FOLDER).filter((file) => !seen.has(file));
  if (untold.length > 0) throw new Error(`nothing told any more: ${untold.join(", ")}`);
}
