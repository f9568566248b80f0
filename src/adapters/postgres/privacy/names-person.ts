import { type RawBuilder, sql } from "kysely";
import type { WordPattern } from "../../../domain/privacy/person-patterns.ts";

/**
 * Whether any of these columns holds what one of the patterns finds. Most texts are done with the anchors, which are looked for among ASCII letters
 * alone: the rules of a language's letters cost ten times as much.
 */
export function namesPerson(
  columns: readonly string[],
  patterns: readonly (WordPattern | null)[],
): RawBuilder<boolean> {
  const words = sql`concat_ws(' ', ${sql.join(columns.map((column) => sql`${sql.ref(column)}::text`))})`;
  const found = patterns.flatMap((one) => (one === null ? [] : [findsIn(words, one)]));
  return sql`(${sql.join(found, sql` or `)})`;
}

/** The same of one text. */
export function findsIn(words: RawBuilder<unknown>, { pattern, anchors }: WordPattern): RawBuilder<boolean> {
  const folded = sql`lower(${words} collate "C")`;
  const isAnchored = anchors.map((anchor) => sql`position(${anchor} in ${folded}) > 0`);
  // A line break within JSON is written with a letter, which would be one of the word after it.
  const isFound = sql`(${words} ~* ${pattern} or regexp_replace(${words}, '\\\\[bfnrt]', ' ', 'g') ~* ${pattern})`;
  if (isAnchored.length === 0) return sql`(${isFound})`;
  // Of two conditions joined by `and` PostgreSQL asks first whichever it takes for the cheaper one.
  return sql`case when ${sql.join(isAnchored, sql` or `)} then ${isFound} else false end`;
}
