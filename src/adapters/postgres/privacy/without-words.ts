import { type Kysely, type RawBuilder, sql } from "kysely";
import type { PersonPatterns } from "../../../domain/privacy/person-patterns.ts";
import type { Schema } from "../schema.ts";
import { namesPerson } from "./names-person.ts";

interface Columns {
  readonly text?: readonly string[];
  readonly json?: readonly string[];
}

/** Takes a person's address and names out of columns of those rows `where` says; rows without them are not written. */
export async function withoutWords(
  db: Kysely<Schema>,
  table: string,
  { text = [], json = [] }: Columns,
  { patterns, where }: { readonly patterns: PersonPatterns; readonly where: RawBuilder<unknown> },
): Promise<void> {
  const { address, names } = patterns;
  const columns = [...text, ...json];
  const cleared = (column: string) =>
    sql`without_words(${sql.ref(column)}, ${address.pattern}::text, ${names?.pattern ?? null}::text)`;
  const set = columns.map((column) => sql`${sql.ref(column)} = ${cleared(column)}`);
  const isNamed = namesPerson(columns, [address, names]);
  await sql`update ${sql.table(table)} set ${sql.join(set)} where ${where} and ${isNamed}`.execute(db);
}
