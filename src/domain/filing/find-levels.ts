import type { Level } from "../desk/desk.ts";

/** What of the levels the words of a mail are compared with. */
export type LevelWords = Readonly<Record<string, Pick<Level, "name" | "words">>>;

interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Of a longer text only the beginning is read, as with rules. */
const MOST_CHARACTERS = 50_000;
const LEVEL_WORDS = new Set(["niveau", "level"]);
const NEGATIONS = new Set(
  "ikke ingen intet ej næppe uden aldrig not no non never without isn't isnt hardly don't dont".split(" "),
);
const TURNS = new Set(["men", "but", "derimod", "instead", "snarere", "rather"]);
/** So many words before it a negation still belongs to a level: "ikke nogen rigtig kritisk fejl". */
const NEGATED_WITHIN = 3;

/**
 * The levels that a text names, each once, in the order of the desk: by id, as `[A]` or after the word niveau or level (`niveau A`, `Level: a`), or by
 * one of its names or words as desk.yaml has them. An id goes before names. Upper and lower case are the same, but for an id without a colon: a
 * "noise level a bit high" names none. What is negated ("ikke kritisk fejl") is not named; a longer name goes before a shorter one
 * within it ("ikke-alvorlig fejl"). Work grows with the text and the number of names, and with nothing else.
 */
export function findLevels(levels: LevelWords, text: string): string[] {
  const searched = text.normalize("NFC").slice(0, MOST_CHARACTERS);
  const tokens = tokensOf(searched);
  const ids = findIds(Object.keys(levels), searched, tokens);
  const found = ids.size > 0 ? ids : findNames(levels, searched, tokens);
  return Object.keys(levels).filter((id) => found.has(id));
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu)].map(({ 0: word, index }) => ({
    word: word.toLowerCase().replace("’", "'"),
    start: index,
    end: index + word.length,
  }));
}

function findIds(ids: readonly string[], text: string, tokens: readonly Token[]): Set<string> {
  const named = tokens.flatMap((token, index) => {
    const here = idsOf(ids, text, token);
    return here.length > 0 && isNegated(text, tokens, index) ? [] : here;
  });
  return new Set(named);
}

function idsOf(ids: readonly string[], text: string, { word, start, end }: Token): string[] {
  if (LEVEL_WORDS.has(word)) return idsAt(ids, text, end);
  return text[start - 1] === "[" ? ids.filter((id) => text.startsWith(`${id}]`, start)) : [];
}

/** `A` after `niveau `, and with it the B of `A/B` and `A eller B`: whoever names two has named none. */
function idsAt(ids: readonly string[], text: string, from: number): string[] {
  const gap = /^[ \t"'“”»«(]{0,4}[:=]?[ \t"'“”»«(]{0,4}/.exec(text.slice(from, from + 9))?.[0] ?? "";
  if (gap === "") return [];
  const first = idAt(ids, text, from + gap.length, /[:=]/.test(gap));
  if (first === null) return [];
  const after = from + gap.length + first.length;
  const joint = /^[ \t]*(?:[/&+,–-]|eller|og|or|and|til|to)[ \t]*/iu.exec(text.slice(after, after + 16))?.[0];
  const second = joint === undefined ? null : idAt(ids, text, after + joint.length, false);
  if (second !== null) return [first, second];
  // "level A-side" is about something else.
  return /^[-–/]/.test(text.slice(after)) ? [] : [first];
}

function idAt(ids: readonly string[], text: string, at: number, anyCase: boolean): string | null {
  const fits = (id: string) => {
    const written = text.slice(at, at + id.length);
    const next = text.slice(at + id.length, at + id.length + 1);
    return (written === id || (anyCase && written.toLowerCase() === id.toLowerCase())) && !/[\p{L}\p{N}_]/u.test(next);
  };
  return ids.filter(fits).sort((one, other) => other.length - one.length)[0] ?? null;
}

function findNames(levels: LevelWords, text: string, tokens: readonly Token[]): Set<string> {
  const phrases = Object.entries(levels)
    .flatMap(([id, { name, words }]) =>
      [name.da, name.en, ...words].map((phrase) => ({ id, words: tokensOf(phrase.normalize("NFC")).map(wordOf) })),
    )
    .filter(({ words }) => words.length > 0)
    .sort((one, other) => other.words.length - one.words.length);
  const found = new Set<string>();
  for (let index = 0; index < tokens.length; index += 1) {
    const phrase = phrases.find(({ words }) => standsAt(words, text, tokens, index));
    if (phrase === undefined) continue;
    // Two levels may share a name: whoever writes it has named both, and so none.
    const same = phrases.filter(({ words }) => words.join(" ") === phrase.words.join(" "));
    if (!isNegated(text, tokens, index)) for (const { id } of same) found.add(id);
    index += phrase.words.length - 1;
  }
  return found;
}

function standsAt(words: readonly string[], text: string, tokens: readonly Token[], index: number): boolean {
  return words.every((word, at) => {
    const token = tokens[index + at];
    const before = tokens[index + at - 1];
    if (token?.word !== word) return false;
    return at === 0 || before === undefined || /^[ \t\-–‑/]+$/.test(text.slice(before.end, token.start));
  });
}

function isNegated(text: string, tokens: readonly Token[], index: number): boolean {
  for (let back = 1; back <= NEGATED_WITHIN; back += 1) {
    const token = tokens[index - back];
    const next = tokens[index - back + 1];
    if (token === undefined || next === undefined) return false;
    if (/[.!?,;:\n]/.test(text.slice(token.end, next.start)) || TURNS.has(token.word)) return false;
    if (NEGATIONS.has(token.word)) return true;
  }
  return false;
}

function wordOf({ word }: Token): string {
  return word;
}
