import { parseArgs } from "node:util";

/**
 * What an option is when it is not given, which says what may be given: a whole number, several of them, one word of several (the first),
 * some of several (all), a text, a text or nothing.
 */
type Default = number | readonly number[] | Words | { readonly someOf: readonly string[] } | string | null;
type Words = readonly [string, ...string[]];
type ValueOf<Kind> = Kind extends number
  ? number
  : Kind extends readonly number[]
    ? readonly number[]
    : Kind extends Words
      ? Kind[number]
      : Kind extends { readonly someOf: readonly string[] }
        ? readonly string[]
        : Kind extends null
          ? string | undefined
          : string;
type Defaults = Readonly<Record<string, Default>>;
export type RunOptions<Shape> = { readonly [Name in keyof Shape]: ValueOf<Shape[Name]> };

/** The options of this process, a long proof or a bench. What is not among `defaults`, or of another kind, ends it with 2 and what there is. */
export function readRunOptions<const Shape extends Defaults>(defaults: Shape): RunOptions<Shape> {
  try {
    return parseRunOptions(process.argv.slice(2), defaults);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

/** Throws an error whose message says what there is. */
export function parseRunOptions<const Shape extends Defaults>(args: string[], defaults: Shape): RunOptions<Shape> {
  const given = parseGiven(args, defaults);
  const entries = Object.entries<Default>(defaults).map(([name, kind]) => [name, readValue(name, given[name], kind)]);
  return Object.fromEntries(entries) as RunOptions<Shape>;
}

/** Another one each time, unless it is said. */
export function someSeed(): number {
  return Date.now() % 1_000_000_000;
}

function parseGiven(args: string[], defaults: Defaults): Partial<Record<string, string>> {
  const options = Object.fromEntries(Object.keys(defaults).map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    const [fault] = (error as Error).message.split(". To ");
    throw new Error(`${fault}; the options are ${Object.entries(defaults).map(usage).join(" ")}`);
  }
}

function usage([name, kind]: [string, Default]): string {
  if (kind === null) return `--${name} TEXT`;
  if (typeof kind !== "object") return `--${name} ${kind}`;
  return `--${name} ${"someOf" in kind ? kind.someOf.join(",") : kind.join(isWords(kind) ? "|" : ",")}`;
}

function isWords(list: readonly (number | string)[]): list is Words {
  return typeof list[0] === "string";
}

function readValue(name: string, text: string | undefined, kind: Default): unknown {
  if (typeof kind === "number") return text === undefined ? kind : wholeNumber(name, text);
  if (typeof kind === "string" || kind === null) return text ?? kind ?? undefined;
  if ("someOf" in kind) return text?.split(",").map((word) => oneOf(name, word, kind.someOf)) ?? kind.someOf;
  if (isWords(kind)) return text === undefined ? kind[0] : oneOf(name, text, kind);
  return text?.split(",").map((part) => wholeNumber(name, part)) ?? kind;
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`--${name} ${text}: write a whole number`);
  return Number(text);
}

function oneOf(name: string, text: string, words: readonly string[]): string {
  if (!words.includes(text)) throw new Error(`--${name} ${text}: there is ${words.join(", ")}`);
  return text;
}
