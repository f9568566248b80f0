import { SIGN_OFFS } from "./sign-offs.ts";

const MAX_LINE = 100;
const MAX_WORDS = 60;
const MAX_NAME = 30;
const MAX_SHORT = 4;
const SIGN_OFF_WORDS = [...new Set(Object.values(SIGN_OFFS).flat())];
/** One to three words that begin with a capital and hold no digit, or nothing but punctuation. */
const NAME =
  /^[\s,.!/*_–-]*(?:(?:fra|from|von) )?(?:\p{Lu}[\p{L}.'’-]*(?:[\s,/]+\p{Lu}[\p{L}.'’-]*){0,2})?(?:[\s,.!*_:;()–-]|\p{Extended_Pictographic}|\u{fe0f})*$/u;

/** Words that do nothing else, so that a first name behind them may be in small letters. */
const SIGNING_ONLY = ["hilsen", "mvh", "mvg", "cdlt", "pzdr", "rgds", "terv"];
const FIRST_NAME = /^[\s,.]{1,3}\p{Ll}{2,12}[\s.!]{0,3}$/u;

const JOINING = "fra|från|from|von|vom|aus|og|and|och|und|et|e|y|en|to|til|till|a|an|ja";
/** What goes on as a sentence does: "Sincerely hoping so.", not "Venlig hilsen fra Anna" or "Saludos a todos.". */
const SENTENCE = new RegExp(`^\\s+(?!(?:${JOINING})\\b)\\p{Ll}.*[.?]$`, "u");
/** A word alone begins one also without its end: "Sincerely sorry to bother you", "Respectfully I disagree". */
const OPENING = new RegExp(`^\\s+(?:I\\s|(?!(?:${JOINING})\\b)\\p{Ll}\\S*\\s+\\p{L})`, "u");
/** Wishes for the day are greetings as well: "Bonne soirée à tous, ...". */
const DAY_WISH = /(?:dag|weekend|journée|soirée|giornata|dnia)$/;

/**
 * "Med venlig hilsen", alone on its line or with a name behind. `"short"` is a word that also begins sentences ("Best
 * would be", "LG TV", "KH modulet"), `"wish"` one that greets as well ("Ha en bra dag"): each counts only before a name, and the caller
 * looks at what stands around it.
 */
export function readSignOff(line: string): "sure" | "short" | "wish" | null {
  if (line.length > MAX_LINE) return null;
  const written = line.trim().replace(/^[*_]+|[*_]+$/g, "");
  const text = written.toLowerCase();
  if (text === "" || text.length > MAX_WORDS || text.startsWith("with regards to ")) return null;
  const found = SIGN_OFF_WORDS.filter((words) => endsAsSignOff(written, text, words));
  if (found.some((words) => !isShort(words))) return "sure";
  const named = found.filter((words) => NAME.test(written.slice(words.length)));
  if (found.some((words) => SIGNING_ONLY.includes(words) && FIRST_NAME.test(written.slice(words.length))))
    return "wish";
  if (named.length === 0) return null;
  return named.some((words) => DAY_WISH.test(words)) ? "wish" : "short";
}

/** Nothing but somebody's name, or one word. */
export function isNameAlone(line: string): boolean {
  return NAME.test(line) || /^\s*\p{L}+\s*$/u.test(line);
}

function endsAsSignOff(written: string, text: string, words: string): boolean {
  if (!text.startsWith(words)) return false;
  const rest = written.slice(words.length);
  if (rest === "") return true;
  const goesOn = SENTENCE.test(rest) || (!words.includes(" ") && OPENING.test(rest));
  return /^[\s,.!/]/.test(rest) && rest.length <= MAX_NAME && !goesOn;
}

function isShort(words: string): boolean {
  return words === "hilsen" || DAY_WISH.test(words) || words.replace(/\P{L}/gu, "").length <= MAX_SHORT;
}
