import { addressForms } from "../email/canonical-address.ts";

/** A regular expression, understood alike by PostgreSQL and here. */
export interface WordPattern {
  readonly pattern: string;
  /**
   * One of these stands, in small letters, wherever the pattern is found in a text whose ASCII letters are small: a cheap question before the dear one.
   */
  readonly anchors: readonly string[];
}

/** What finds somebody in a text; null without a name to look for. */
export interface PersonPatterns {
  readonly address: WordPattern;
  /** Names they wrote under that are safe to look for where they have a part, and those that were given. */
  readonly names: WordPattern | null;
  /** Names that whoever erases gave, which are looked for everywhere. */
  readonly given: WordPattern | null;
}

/** Whom to find. `given` are names that somebody vouches for: also single ones, looked for everywhere. */
export interface NamedPerson {
  readonly address: string;
  readonly names: readonly string[];
  readonly given?: readonly string[] | undefined;
}

/**
 * How somebody is found in texts, whatever their case. An address only as a whole: `ana@north.example` is no part of `diana@north.example` or of
 * `ana@north.example.org`. Its sign may be written as links and HTML write it, and its domain in either form. A name they wrote under only where it has two words at least, since a single one ("Bo", "Support") is also an ordinary word.
 */
export function personPatterns({ address, names, given = [] }: NamedPerson): PersonPatterns {
  const safe = names.filter((name) => /\S{2,}\s+\S{2,}/.test(name.trim()) && !name.includes("@"));
  const forms = addressForms(address);
  return {
    address: {
      pattern: `${BEFORE}(?:${forms.map(addressPattern).join("|")})(?![A-Za-z0-9-]|\\.[A-Za-z0-9])`,
      anchors: anchorsOf(forms.map((form) => form.split(/[@+]/)[0] ?? "")),
    },
    names: namePattern([...safe, ...given]),
    given: namePattern(given),
  };
}

/** No letter of another address; the last digit of a sign that a link writes as %3C is none. */
const BEFORE = "(?:(?<![A-Za-z0-9._+\\u00c0-\\u024f-])|(?<=%[0-9A-Fa-f]{2}))";

const WRITTEN_SIGNS = new Map([
  ["@", "(?:@|%40|&#0{0,5}64;|&#x0{0,5}40;|&commat;)"],
  ["+", "(?:\\+|%2B|&#0{0,5}43;|&#x0{0,5}2B;|&plus;)"],
]);

function addressPattern(address: string): string {
  return address
    .split(/([@+])/)
    .map((piece) => WRITTEN_SIGNS.get(piece) ?? escapePattern(piece))
    .join("");
}

function namePattern(names: readonly string[]): WordPattern | null {
  const whole = [...new Set(names.map((name) => name.trim().toLowerCase().replace(/\s+/g, " ")))]
    .filter((name) => name !== "")
    // The longest first: "Mette Hansen Holm" leaves no "Holm" behind.
    .sort((one, other) => other.length - one.length || (one < other ? -1 : 1));
  if (whole.length === 0) return null;
  const alternatives = whole.map((name) => name.split(" ").map(escapePattern).join("\\s+"));
  return { pattern: `(?<![[:alnum:]])(?:${alternatives.join("|")})(?![[:alnum:]])`, anchors: anchorsOf(whole) };
}

/** Of each its longest run of ASCII signs; none at all where one has no such run, since nothing cheap says that it is not there. */
function anchorsOf(texts: readonly string[]): string[] {
  const runs = texts.map((text) =>
    (text.match(/[!-~]+/g) ?? []).reduce((longest, run) => (run.length > longest.length ? run : longest), ""),
  );
  return runs.includes("") ? [] : [...new Set(runs)];
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
