import { SIGN_OFFS } from "./sign-offs.ts";

const MAX_LINE = 100;
const MAX_WORDS = 60;
const MAX_NAME = 30;
const MAX_SHORT = 4;
const SIGN_OFF_WORDS = [...new Set(Object.values(SIGN_OFFS).flat())];
/** One to three words that begin with a capital and hold no digit, or nothing but punctuation. */
const NAME =
  /^[\s,.!/*_–-]*(?:(?:fra|from|von) )?(?:\p{Lu}[\p{L}.'’-]*(?:[\s,/]+\p{Lu}[\p{L}.'’-]*){0,2})?[\s,.!*_–-]*$/u;

/** What goes on as a sentence does: "Sincerely hoping so.", not "Venlig hilsen fra Anna" or "Saludos a todos.". */
const SENTENCE = /^\s+(?!(?:fra|från|from|von|vom|aus|og|and|och|und|et|e|y|en|to|til|till|a|an|ja)\b)\p{Ll}.*[.?]$/u;
/** Wishes for the day are greetings as well: "Bonne soirée à tous, ...". */
const DAY_WISH = /(?:dag|journée|soirée|giornata|dnia)$/;

/**
 * "Med venlig hilsen", alone on its line or with a name behind. `"short"` is a word that also begins sentences ("Best
 * would be", "LG TV", "KH modulet"): it counts only before a name, and the caller looks at what stands below it.
 */
export function readSignOff(line: string): "sure" | "short" | null {
  if (line.length > MAX_LINE) return null;
  const written = line.trim().replace(/^[*_]+|[*_]+$/g, "");
  const text = written.toLowerCase();
  if (text === "" || text.length > MAX_WORDS || text.startsWith("with regards to ")) return null;
  const found = SIGN_OFF_WORDS.filter((words) => endsAsSignOff(written, text, words));
  if (found.some((words) => !isShort(words))) return "sure";
  return found.some((words) => NAME.test(written.slice(words.length))) ? "short" : null;
}

function endsAsSignOff(written: string, text: string, words: string): boolean {
  if (!text.startsWith(words)) return false;
  const rest = written.slice(words.length);
  return rest === "" || (/^[\s,.!/]/.test(rest) && rest.length <= MAX_NAME && !SENTENCE.test(rest));
}

function isShort(words: string): boolean {
  return words === "hilsen" || DAY_WISH.test(words) || words.replace(/\P{L}/gu, "").length <= MAX_SHORT;
}
