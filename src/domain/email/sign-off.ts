import { SIGN_OFFS } from "./sign-offs.ts";

const MAX_LINE = 100;
const MAX_WORDS = 60;
const MAX_NAME = 30;
const MAX_SHORT = 4;
const SIGN_OFF_WORDS = [...new Set(Object.values(SIGN_OFFS).flat())];
/** One to three words that begin with a capital and hold no digit, or nothing but punctuation. */
const NAME =
  /^[\s,.!/*_–-]*(?:(?:fra|from|von) )?(?:\p{Lu}[\p{L}.'’-]*(?:[\s,/]+\p{Lu}[\p{L}.'’-]*){0,2})?[\s,.!*_–-]*$/u;

/**
 * "Med venlig hilsen", alone on its line or with a name behind. `"short"` is a word that also begins sentences ("Best
 * would be", "LG TV", "KH modulet"): it counts only before a name, and the caller looks at what stands below it.
 */
export function readSignOff(line: string): "sure" | "short" | null {
  if (line.length > MAX_LINE) return null;
  const written = line.trim().replace(/^[*_]+|[*_]+$/g, "");
  const text = written.toLowerCase();
  if (text === "" || text.length > MAX_WORDS) return null;
  const found = SIGN_OFF_WORDS.filter((words) => endsAsSignOff(text, words));
  if (found.some((words) => !isShort(words))) return "sure";
  return found.some((words) => NAME.test(written.slice(words.length))) ? "short" : null;
}

function endsAsSignOff(text: string, words: string): boolean {
  if (!text.startsWith(words)) return false;
  const rest = text.slice(words.length);
  return rest === "" || (/^[\s,.!/]/.test(rest) && rest.length <= MAX_NAME);
}

function isShort(words: string): boolean {
  return words === "hilsen" || words.replace(/\P{L}/gu, "").length <= MAX_SHORT;
}
