import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

/** The last migration from before versions ran side by side. */
const FREE = "0044_firing_tally";
/** What a migration may do all the same, since no former version is hurt: its name, and the words of the fault. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {};

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly file: string;
}

const names = readdirSync("migrations")
  .sort()
  .map((file) => file.replace(/\.sql$/, ""));
const bound = names.filter((name) => name > FREE);
let database: TestDatabase;
let db: Kysely<Schema>;

beforeAll(async () => {
  database = await createEmptyDatabase();
  db = openDatabase({ url: database.url, log: silentLog, maxConnections: 2 });
  await migrate(db, "migrations", names.slice(0, names.indexOf(bound[0] ?? "")));
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Every column with the file that holds its table's rows; a rewrite gives the table another. */
async function readColumns(): Promise<Map<string, Column>> {
  const { rows } = await sql<Column>`
    select c.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type, c.relfilenode::text as file,
      a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '' as required
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`.execute(db);
  return new Map(rows.map((row) => [row.name, row]));
}

async function readConstraints(): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    select conrelid::regclass::text || ': ' || pg_get_constraintdef(oid) as text from pg_constraint
    where connamespace = current_schema()::regnamespace and contype <> 'n' and conrelid <> 0`.execute(db);
  return rows.map(({ text }) => text);
}

const WORDS = /ARRAY\[([^\]]*)\]/;

/** Whether the rule is the other one with words more: what met that one meets it. */
function isWider(rule: string, former: string): boolean {
  const wordsOf = (text: string) => (WORDS.exec(text)?.[1] ?? "").split(", ");
  const known = new Set(wordsOf(rule));
  return rule.replace(WORDS, "") === former.replace(WORDS, "") && wordsOf(former).every((word) => known.has(word));
}

function faultsOf(before: Map<string, Column>, after: Map<string, Column>): string[] {
  const tableOf = (name: string) => name.slice(0, name.indexOf("."));
  const tables = new Set([...before.keys()].map(tableOf));
  const changed = [...before.values()].flatMap((was) => {
    const is = after.get(was.name);
    if (is === undefined) return [`${was.name} is gone`];
    if (is.type !== was.type) return [`${was.name} is ${is.type} and was ${was.type}`];
    if (is.file !== was.file) return [`${tableOf(was.name)} was written anew`];
    return is.required && !was.required ? [`${was.name} must be given now`] : [];
  });
  const added = [...after.values()].filter(({ name }) => !before.has(name) && tables.has(tableOf(name)));
  return [
    ...changed,
    ...added.filter(({ required }) => required).map(({ name }) => `${name} is new, and must be given`),
  ];
}

test.each(bound)("a former version works on beside %s: nothing that it reads or writes is taken away", async (name) => {
  const [before, rules] = [await readColumns(), await readConstraints()];
  const tables = new Set([...before.keys()].map((column) => column.slice(0, column.indexOf("."))));
  expect(await migrate(db, "migrations", names.slice(0, names.indexOf(name) + 1))).toEqual([name]);
  const stricter = (await readConstraints()).filter(
    (text) => !rules.some((rule) => isWider(text, rule)) && tables.has(text.slice(0, text.indexOf(":"))),
  );
  const faults = [...faultsOf(before, await readColumns()), ...stricter.map((text) => `a rule more: ${text}`)];
  expect([...new Set(faults)].filter((fault) => !ALLOWED[name]?.includes(fault))).toEqual([]);
});

test("a rule that admits more words hurts nobody, and one that admits fewer does", () => {
  const rule = (...words: string[]) => `outbox: CHECK ((class = ANY (ARRAY[${words.join(", ")}])))`;
  expect(isWider(rule("'reply'", "'canary'"), rule("'reply'"))).toBe(true);
  expect(isWider(rule("'reply'"), rule("'reply'", "'canary'"))).toBe(false);
  expect(isWider(rule("'reply'"), "outbox: CHECK ((attempts > 0))")).toBe(false);
});

test.each([
  ["alter table ticket drop column subject", "ticket.subject is gone"],
  ["alter table ticket rename column subject to title", "ticket.subject is gone"],
  ["alter table ticket alter column level type varchar(9)", "ticket.level is character varying(9) and was text"],
  ["alter table ticket add column more text not null", "ticket.more is new, and must be given"],
  ["alter table ticket add column at timestamptz default clock_timestamp()", "ticket was written anew"],
  ["drop table survey", "survey.ticket_id is gone"],
])("a migration that would hurt it is found: %s", async (statement, fault) => {
  const before = await readColumns();
  let found: string[] = [];
  await db
    .transaction()
    .execute(async (transaction) => {
      await sql.raw(statement).execute(transaction);
      const kept = db;
      db = transaction;
      found = faultsOf(before, await readColumns());
      db = kept;
      throw new Error("back");
    })
    .catch(() => undefined);
  expect(found).toContain(fault);
});
