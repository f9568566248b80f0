/** Decides about one character; it is asked with the lower-cased and, where that fails, the upper-cased one. */
export type CharacterTest = (character: string) => boolean;

export const EXPRESSION_ANCHORS = ["start", "end", "boundary", "no boundary"] as const;

export type ExpressionAnchor = (typeof EXPRESSION_ANCHORS)[number];

/** The syntax tree of an expression. `max` null: without bound. */
export type ExpressionNode =
  | { readonly kind: "character"; readonly matches: CharacterTest }
  | { readonly kind: "anchor"; readonly anchor: ExpressionAnchor }
  | { readonly kind: "sequence"; readonly parts: readonly ExpressionNode[] }
  | { readonly kind: "choice"; readonly options: readonly ExpressionNode[] }
  | { readonly kind: "repeat"; readonly part: ExpressionNode; readonly min: number; readonly max: number | null };

export type ParsedExpression = { readonly ok: true; readonly node: ExpressionNode } | { ok: false; message: string };

interface Cursor {
  readonly source: readonly string[];
  at: number;
  depth: number;
}

class ExpressionFault extends Error {}

const WORD = /[\p{L}\p{N}_]/u;
const DIGIT = /\p{Nd}/u;
const SPACE = /\s/u;
const MOST_REPEATS = 200;
const DEEPEST_GROUP = 20;

/** A letter, digit or underscore of any alphabet, so that `\b` works beside æ, ø and å. */
export function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && WORD.test(character);
}

/**
 * Reads the inside of a rule's `/expression/`: literals, `.`, classes, `\d \w \s \b` and their opposites, groups, `|`,
 * `^`, `$` (the ends of the text) and the quantifiers `* + ? {m,n}`. Look-around and back-references are refused, because
 * with them no search in linear time is possible and a stranger's mail could stop the desk (threats.md T17).
 */
export function parseExpression(source: string): ParsedExpression {
  const cursor: Cursor = { source: [...source], at: 0, depth: 0 };
  try {
    const node = choice(cursor);
    if (cursor.at < cursor.source.length) throw new ExpressionFault("a closing bracket has no opening one");
    return { ok: true, node };
  } catch (error) {
    if (error instanceof ExpressionFault) return { ok: false, message: error.message };
    throw error;
  }
}

function choice(cursor: Cursor): ExpressionNode {
  const options = [sequence(cursor)];
  while (take(cursor, "|")) options.push(sequence(cursor));
  return options.length === 1 && options[0] ? options[0] : { kind: "choice", options };
}

function sequence(cursor: Cursor): ExpressionNode {
  const parts: ExpressionNode[] = [];
  for (let next = peek(cursor); next !== undefined && next !== "|" && next !== ")"; next = peek(cursor)) {
    parts.push(quantified(cursor, atom(cursor)));
  }
  return { kind: "sequence", parts };
}

function atom(cursor: Cursor): ExpressionNode {
  const character = cursor.source[cursor.at++] ?? "";
  switch (character) {
    case "(":
      return group(cursor);
    case "[":
      return { kind: "character", matches: characterClass(cursor) };
    case "\\":
      return escaped(cursor);
    case ".":
      return { kind: "character", matches: (other) => other !== "\n" };
    case "^":
      return { kind: "anchor", anchor: "start" };
    case "$":
      return { kind: "anchor", anchor: "end" };
    case "*":
    case "+":
    case "?":
      throw new ExpressionFault(`${character} repeats nothing`);
    default:
      return literal(character);
  }
}

function group(cursor: Cursor): ExpressionNode {
  if (++cursor.depth > DEEPEST_GROUP) throw new ExpressionFault(`groups are nested more than ${DEEPEST_GROUP} deep`);
  if (take(cursor, "?") && !take(cursor, ":")) {
    throw new ExpressionFault("look-around and named groups are not supported; use a plain group (...)");
  }
  const node = choice(cursor);
  if (!take(cursor, ")")) throw new ExpressionFault("a group ( is not closed");
  cursor.depth--;
  return node;
}

function quantified(cursor: Cursor, part: ExpressionNode): ExpressionNode {
  const bounds = quantifier(cursor);
  if (!bounds) return part;
  // A lazy quantifier finds the same yes or no.
  take(cursor, "?");
  if (part.kind === "anchor") throw new ExpressionFault("an anchor such as ^ or \\b cannot be repeated");
  if (quantifier(cursor)) throw new ExpressionFault("two quantifiers follow one another");
  return { kind: "repeat", part, ...bounds };
}

function quantifier(cursor: Cursor): { min: number; max: number | null } | null {
  if (take(cursor, "*")) return { min: 0, max: null };
  if (take(cursor, "+")) return { min: 1, max: null };
  if (take(cursor, "?")) return { min: 0, max: 1 };
  const counted = /^\{(\d{1,3})(,(\d{1,3})?)?\}/.exec(cursor.source.slice(cursor.at, cursor.at + 9).join(""));
  if (!counted) return null;
  cursor.at += counted[0].length;
  const min = Number(counted[1]);
  const max = counted[2] === undefined ? min : counted[3] === undefined ? null : Number(counted[3]);
  if (Math.max(min, max ?? 0) > MOST_REPEATS) throw new ExpressionFault(`a count is over ${MOST_REPEATS}`);
  if (max !== null && max < min) throw new ExpressionFault(`${counted[0]} ends before it begins`);
  return { min, max };
}

function escaped(cursor: Cursor): ExpressionNode {
  if (take(cursor, "b")) return { kind: "anchor", anchor: "boundary" };
  if (take(cursor, "B")) return { kind: "anchor", anchor: "no boundary" };
  return { kind: "character", matches: escapedTest(cursor) };
}

function escapedTest(cursor: Cursor): CharacterTest {
  const name = cursor.source[cursor.at++];
  if (name === undefined) throw new ExpressionFault("it ends in a single \\");
  const set = { d: DIGIT, w: WORD, s: SPACE }[name.toLowerCase()];
  if (set) return name === name.toLowerCase() ? (other) => set.test(other) : (other) => !set.test(other);
  const control = { n: "\n", t: "\t", r: "\r" }[name];
  if (control) return (other) => other === control;
  if (/[1-9k]/.test(name)) throw new ExpressionFault("back-references are not supported");
  if (/[\p{L}\p{N}]/u.test(name)) throw new ExpressionFault(`\\${name} means nothing here`);
  return (other) => other === name;
}

function characterClass(cursor: Cursor): CharacterTest {
  const negated = take(cursor, "^");
  const tests: CharacterTest[] = [];
  while (!take(cursor, "]")) {
    if (peek(cursor) === undefined) throw new ExpressionFault("a class [ is not closed");
    tests.push(classMember(cursor));
  }
  const contains: CharacterTest = (other) => tests.some((test) => test(other));
  // The case of a letter may not decide: [^A] must refuse an a as well.
  const folded: CharacterTest = (other) => contains(other.toLowerCase()) || contains(other.toUpperCase());
  return negated ? (other) => !folded(other) : folded;
}

function classMember(cursor: Cursor): CharacterTest {
  if (take(cursor, "\\")) return escapedTest(cursor);
  const from = cursor.source[cursor.at++] ?? "";
  const after = cursor.source[cursor.at + 1];
  if (peek(cursor) !== "-" || after === undefined || after === "]") return (other) => other === from;
  cursor.at += 2;
  if (after === "\\" || after < from) throw new ExpressionFault(`the range ${from}-${after} in a class is wrong`);
  return (other) => other >= from && other <= after;
}

function literal(character: string): ExpressionNode {
  const lower = character.toLowerCase();
  return { kind: "character", matches: (other) => other === lower || other === character };
}

function peek(cursor: Cursor): string | undefined {
  return cursor.source[cursor.at];
}

function take(cursor: Cursor, character: string): boolean {
  if (peek(cursor) !== character) return false;
  cursor.at++;
  return true;
}
