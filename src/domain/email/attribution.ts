import { FILLERS, PRONOUNS, QUOTING, STARTS, SURE_LAST, WROTE, WROTE_LAST } from "./attribution-words.ts";
import { withoutMarks } from "./quoted-headers.ts";

/** Directions of writing, which some programs put around every piece. */
const DIRECTIONS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
/** Nearly all lines are told by this alone: no number, no address, no dashes in front, and no colon in the end. */
const MAY_BEGIN = /[\p{Nd}@<>]|[:：]\s*$|^\s*----/u;
/** "Wed, 18 Nov", "Tue, Nov 17": a name and a day, where "November 2026" goes on with the day above. */
const WHOLE_DAY = /^\p{L}{2,12}(?:[.,]{0,2} (?:den )?|, \p{L}{3,12}\.? )\d{1,2}(?!\d)/u;
const YEAR = /\b(?:19|20)\d\d\b/;
const MAX_LENGTH = 400;
const MAX_LINES = 6;

/**
 * How many lines from `start` are an attribution ("Den 24. nov. 2025 kl. 10.00 skrev Navn <adr>:"), 0 for none. It says
 * that somebody wrote, or when and who, and ends in a colon; it may run over several lines. Words that people use
 * themselves ("the customer wrote at 10:") count only where a quote follows, and never in a mail that answers none (`isNew`).
 */
export function attributionLength(lines: readonly string[], start: number, isNew = false): number {
  if (!MAY_BEGIN.test(lines[start] ?? "")) return 0;
  const count = linesTogether(lines, start);
  return count > 0 && isMeant(lines, start, count, isNew) && !isBelow(lines, start, count) ? count : 0;
}

/** How many lines together are an attribution, certain or not. */
function linesTogether(lines: readonly string[], start: number): number {
  let text: string | null = "";
  for (let count = 1; count <= MAX_LINES; count += 1) {
    if (isDeeper(text, lines, start, count)) return 0;
    text = joinLine(text, lines, start + count - 1);
    if (text === null) return 0;
    if (isAttribution(text)) return count;
    if (!mayContinue(text)) return 0;
  }
  return 0;
}

function joined(lines: readonly string[], start: number, end: number): string {
  let text: string | null = "";
  for (let at = start; at < end && text !== null; at += 1) text = joinLine(text, lines, at);
  return text ?? "";
}

/** A quote that holds an attribution of its own begins below the words; a bracket may as well be closed there. */
function isDeeper(text: string, lines: readonly string[], start: number, count: number): boolean {
  if (count === 1 || text.split("<").length > text.split(">").length) return false;
  return isMarked(lines[start + count - 1]) && !isMarked(lines[start]);
}

function isMarked(line = ""): boolean {
  return line.trimStart().startsWith(">");
}

/** "Version 2" right above a whole attribution is no piece of it. */
function isBelow(lines: readonly string[], start: number, count: number): boolean {
  if (count === 1) return false;
  const first = joined(lines, start, start + 1).toLowerCase();
  const rest = joined(lines, start + 1, start + count);
  const lower = rest.toLowerCase();
  if (!YEAR.test(lower) || /^(?:19|20)\d\d /.test(lower) || !isAttribution(rest)) return false;
  const isWhole = WHOLE_DAY.test(lower) || STARTS.some((words) => lower.startsWith(words));
  return isWhole || (opensWithNumber(lower) && !STARTS.some((words) => first.startsWith(words)));
}

/** Null where the attribution is over: too long, or at an empty line, unless the address follows it (seen in the wild). */
function joinLine(text: string, lines: readonly string[], at: number): string | null {
  const line = withoutMarks(lines[at] ?? "")
    .slice(0, MAX_LENGTH * 2)
    .replace(DIRECTIONS, "")
    .trim();
  if (line === "" && !(lines[at + 1] ?? "").trimStart().startsWith("<")) return null;
  const joined = `${text} ${line}`.trim();
  return joined.length > MAX_LENGTH ? null : joined;
}

/** Words that are not certain: an answer's are an attribution where a quote follows, a new mail's are its writer's. */
function isMeant(lines: readonly string[], start: number, count: number, isNew: boolean): boolean {
  return isCertain(joined(lines, start, start + count)) || (!isNew && quoteFollows(lines, start + count));
}

function isAttribution(text: string): boolean {
  const lower = text.toLowerCase().replace(/[\s*_>]{1,400}$/, "");
  if (isGmailShort(text) || isWhenAndWho(lower) || isQuoting(lower) || isMomentAndAddress(lower)) return true;
  if (isOfNews(lower)) return true;
  const ends = /[:：]$/.test(lower) || (lower.startsWith("--") && lower.endsWith("--"));
  return (ends && afterVerb(text) !== null) || endsInVerb(lower);
}

/** Some programs leave the colon out; without a date in front these are anybody's words. */
function endsInVerb(lower: string): boolean {
  const verbs = [...WROTE_LAST, ...WROTE];
  return opensWithDate(lower) && hasMoment(lower) && verbs.some((verb) => lower.endsWith(` ${verb}`));
}

/** What stands behind the word for "wrote", without the colon; null where nobody wrote. */
function afterVerb(text: string): string | null {
  const bare = text.replace(/[\s:：*_>-]{1,400}$/, "");
  const lower = bare.toLowerCase();
  if (WROTE_LAST.some((verb) => lower.endsWith(verb))) return "";
  const dated = WROTE_LAST.find((verb) => lower.includes(` ${verb} on `));
  if (dated !== undefined) return bare.slice(lower.indexOf(` ${dated} on `) + dated.length + 2).trim();
  const verb = WROTE.find((word) => lower.includes(word));
  return verb === undefined ? null : bare.slice(lower.indexOf(verb) + verb.length).trim();
}

/** Gmail once wrote no verb: `2012/10/18 Name <address>`, `2016-03-03 17:21 GMT+01:00 Name`. */
function isGmailShort(text: string): boolean {
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d GMT[+-]\d/.test(text)) return true;
  return /^\d{4}[/-]\d{1,2}[/-]\d{1,2},? \D/.test(text) && /<[^<>\s]{1,200}@[^<>\s]{1,200}>:?$/.test(text);
}

/** No verb either: `Thu, 26 Jun 2014 14:00:51 +0400 Name <address>:`, `ср, 1 апр. 2015 г., 18:29, Name <address>:`. */
function isWhenAndWho(lower: string): boolean {
  const named = /<[^<>\s]{1,200}@[^<>\s]{1,200}>:$/.test(lower) || /@[^<>\s]{1,200}:$/.test(lower);
  return named && /\b20\d\d\b/.test(lower) && /\d[:.]\d\d/.test(lower) && (opensWithDay(lower) || /^\d/.test(lower));
}

/** In whatever language: a date, a time, and an address in brackets before the colon. Only a quote below proves it. */
function isMomentAndAddress(lower: string): boolean {
  if (!/[:：]$/.test(lower) || !/[<(][^<>()\s]{1,200}@[^<>()\s]{1,200}[>)]/.test(lower)) return false;
  return /\p{Nd}[:.]\p{Nd}{2}/u.test(lower) && /\p{Nd}{4}/u.test(lower);
}

/** `"One Person" <one@north.example> wrote in message news:abc@north.example...` */
function isOfNews(lower: string): boolean {
  return / (?:wrote|skrev|schrieb) (?:in message|i en meddelelse|im newsbeitrag|in news|i meddelandet) ?(?:news:|<)\S/.test(
    lower,
  );
}

function isQuoting(lower: string): boolean {
  return QUOTING.some((start) => lower.startsWith(start)) && /<?[^<>\s]{1,200}@[^<>\s]{1,200}>?:$/.test(lower);
}

/** A program's line for sure: an address in brackets or right in front of the verb, or a date in front and a name. */
function isCertain(text: string): boolean {
  const lower = text.toLowerCase().replace(/^[-\s]{1,40}/, "");
  if (isGmailShort(text) || isOfNews(lower) || (isWhenAndWho(lower) && opensWithDay(lower))) return true;
  // "Zitat von one@north.example:" is how people write, too.
  if (isQuoting(lower.trimEnd()) && lower.includes("<")) return true;
  const who = afterVerb(text);
  if (who === null) return false;
  if (isDashed(text)) return true;
  return (
    /[<[(](?:mailto:)?[^<>[\]()\s]{1,200}@[^<>[\]()\s]{1,200}[>\])]/.test(lower) || isNamedAndDated(text, lower, who)
  );
}

/** Notes on the web and some phones: `-----One Person/North wrote: -----`, `---- One Person wrote ----`. */
function isDashed(text: string): boolean {
  return text.startsWith("----") && text.endsWith("----") && isNamedBefore(text.replace(/^[-\s]{1,80}/, ""));
}

function isNamedAndDated(text: string, lower: string, who: string): boolean {
  // "Anna Berg skrev den 2026-11-18 10:12": a name in front is what "the customer wrote on Monday" lacks.
  if (/^\p{Lu}\S{0,40} \p{Lu}/u.test(text) && /^(?:\p{L}{1,5}[.,]? ){0,3}\d/u.test(who) && hasMoment(who)) return true;
  const isNamed = who === "" ? isNamedBefore(text) : /^["'„“«‘\p{Lu}\p{Lo}\d]/u.test(who);
  if (isNamed && opensWithDate(lower) && hasMoment(lower)) return true;
  // The name may be an address alone: "one@north.example wrote:", "... wrote on 18/11/2026:".
  return (who === "" || /^on \d/.test(who)) && /[^\s@]@[^\s@]{1,100}\.[^\s@]/.test(lower);
}

/**
 * Whether a name stands before a verb that comes last. "This is what we sent:" names nobody; neither does "the screen wrote:". A single
 * word behind the date is what somebody calls himself ("10:12, one.person wrote:"), unless it is one of us, and several begin with a capital.
 */
function isNamedBefore(text: string): boolean {
  const bare = text.replace(/[\s:：*_>-]{1,400}$/, "");
  const lower = bare.toLowerCase();
  const verb = [...SURE_LAST, ...WROTE].find((word) => lower.endsWith(word));
  if (verb === undefined) return false;
  const before = bare.slice(0, bare.length - verb.length).trimEnd();
  const kept = before.length - (FILLERS.exec(before.toLowerCase().slice(-60))?.[0].length ?? 0);
  const words = before
    .slice(0, kept)
    .replace(/[\s,;]{1,60}$/, "")
    .split(/\s+/);
  const last = words.at(-1) ?? "";
  if (/^["'„“«‘(<[\p{Lu}\p{Lo}]|["'”»)>\]]$/u.test(last)) return true;
  const behindDate = words.slice(words.findLastIndex((word) => /\d/.test(word)) + 1).filter((word) => word !== "Uhr");
  const isAlone = behindDate.length === 1 && !PRONOUNS.includes(last.toLowerCase());
  return words.length > behindDate.length && (isAlone || /^\p{Lu}\p{Ll}/u.test(behindDate[0] ?? ""));
}

function quoteFollows(lines: readonly string[], after: number): boolean {
  let at = after;
  while (at < after + 3 && (lines[at] ?? "").trim() === "") at += 1;
  const line = (lines[at] ?? "").trimStart();
  return line.startsWith(">") || line.startsWith("| ");
}

function mayContinue(text: string): boolean {
  const lower = text.toLowerCase();
  if (opensWithDate(lower.replace(/^[-\s]{1,40}/, ""))) return true;
  // The name first, the date in the next line: "Name <address> schrieb am Fr., 28."
  const namedFirst = lower.includes("@") && [...WROTE_LAST, ...WROTE].some((verb) => lower.includes(verb));
  return namedFirst || opensWithMoment(lower) || lower.endsWith(">") || lower.lastIndexOf("<") > lower.lastIndexOf(">");
}

function opensWithDate(lower: string): boolean {
  return opensWithNumber(lower) || opensWithDay(lower) || STARTS.some((start) => lower.startsWith(start));
}

/** A few short words, a day, a year and a time, in whatever language. */
function opensWithMoment(lower: string): boolean {
  return (
    /^(?:[^\s\p{Nd}]{1,14} ){1,4}\p{Nd}/u.test(lower) && /\p{Nd}[:.]\p{Nd}{2}/u.test(lower) && /\p{Nd}{4}/u.test(lower)
  );
}

/** "18. nov.", "18 november", "18.11.2026", "2026-11-18", and the time in front of the date. */
function opensWithNumber(lower: string): boolean {
  return /^\d{1,4}(?:[./-]\d{1,2}|\.? \p{L}{3,12}|[:.]\d\d,? )/u.test(lower);
}

/** A day of the week and a number, as all languages put them: "ons. 18.", "śr., 18 lis", "Wed, 18", "tirsdag den 18.". */
function opensWithDay(lower: string): boolean {
  return /^\p{L}{2,12}[.,]{0,2} (?:den )?\d/u.test(lower) || /^\p{L}{2,12}, \p{L}{3,12}\.? \d/u.test(lower);
}

function hasMoment(lower: string): boolean {
  return /\d[:.h]\d\d/.test(lower) || /\b(?:19|20)\d\d\b/.test(lower) || /\d[/.-]\d{1,2}[/.-]\d{2}/.test(lower);
}
