import { PROGRAM_SIGNATURES } from "./program-signatures.ts";
import { THINGS } from "./signing-things.ts";

const MAX_LINE = 120;
const MAX_REST = 52;
const MAX_OWN_WORDS = 2;
const BEGINNINGS = [...new Set(Object.values(PROGRAM_SIGNATURES).flat())];
const ADDRESS = /[<([]?https?:\/\/[^\s<>()[\]]*[>)\]]?/gi;
const APOLOGY = /(?:[.,]|\s[-–—]|\sso)\s*please (?:excuse|forgive)\s[^.,;?]{1,40}\.?$/i;
/** Phone companies put their names in, with commas. */
const CARRIER = /,\s(?:an?\s)?(?=AT&T)|(?<=Verizon),\s/gi;
/** A full stop with more words behind it, or any mark that parts clauses. */
const SENTENCE = /[.!]\s+\p{L}|[,;?]\s*[\p{L}\p{N}]|:\s+\p{L}|\?/u;
/** Words that make a sentence of what follows "sent from ...": a signature names a thing, does nothing, and knows no other day. */
const TELLS =
  /(?:^|\s)(?:is|are|was|were|has|have|does|do|did|will|cannot|er|var|har|blev|skal|kan|virker|ist|sind|war|hat|kann|är|kunde|doesn't|isn't|can't|yesterday|today|last|this morning|i går|i dag|i mandags|igår|idag|gestern|heute|gisteren|vandaag|hier|aujourd'hui|ayer|hoy|ieri|oggi|wczoraj|dzisiaj|eilen|tänään)(?=[\s.!]|$)/i;
const OWN =
  /(?:^|\s)(?:my|min|mit|mine|meinem(?:\/meiner)?|meiner|mitt|mijn|mon|ma|mi|mio|mia|mojego|mojej|meu|minun)\s+(.*)$/i;
/** Small words that stand within the name of a thing: "Mail for Windows", "Outlook til iOS". */
const JOINING = new Set(
  "for on by to til på för till från für auf voor op pour sur para en per su i na z de di the".split(" "),
);

/**
 * "Sendt fra min iPhone" and its like. People begin sentences with the same words ("sendt med forkert beløb. Slet
 * den"), so without its links it is one short phrase that names a thing: 52 characters more, no second sentence, no clause, no verb.
 */
export function isProgramSignature(line: string): boolean {
  const written = line.trim().replace(/^[*_<([]+|[[\]]/g, "");
  const text = written.toLowerCase();
  if (text.length > MAX_LINE) return false;
  const beginning = BEGINNINGS.find((one) => text.startsWith(one));
  if (beginning === undefined) return false;
  const rest = written.slice(beginning.length).replace(ADDRESS, "").replace(CARRIER, " ").trim().replace(APOLOGY, "");
  if (rest.length > MAX_REST || SENTENCE.test(rest) || TELLS.test(rest)) return false;
  return namesThing(written.replace(ADDRESS, ""), text, rest);
}

/** A device or a program that is known, somebody's own thing in two words ("my toaster"), or a name: nothing in small letters. */
function namesThing(written: string, text: string, rest: string): boolean {
  if (THINGS.test(text)) return true;
  const own = OWN.exec(written)?.[1]?.trim();
  const words = (own ?? rest).split(/\s+/);
  if (own !== undefined && words.length <= MAX_OWN_WORDS) return true;
  return rest === "" ? /\p{Lu}/u.test(written.slice(1)) : words.every(isNameWord);
}

function isNameWord(word: string): boolean {
  return JOINING.has(word) || !/^\p{Ll}/u.test(word);
}
