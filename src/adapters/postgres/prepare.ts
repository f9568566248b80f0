import { type Compilable, CompiledQuery, type Kysely } from "kysely";
import type { Schema } from "./schema.ts";

/** Stands where a value of `name` is put in at each run. */
class Slot {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * For statements that come with every mail: their text is worked out once for each set of names that a value is given for, and kept; building it anew took
 * as long as sending it. `build` sees no values, only where they go: it may not decide by them. It gives the rows.
 */
export function prepare<Values extends object, Row>(
  build: (db: Kysely<Schema>, values: Values) => Compilable<Row>,
): (db: Kysely<Schema>, values: Values) => Promise<Row[]> {
  const texts = new Map<string, CompiledQuery>();
  const textFor = (db: Kysely<Schema>, names: readonly string[]): CompiledQuery => {
    const key = names.join();
    const known = texts.get(key);
    if (known !== undefined) return known;
    const slots = Object.fromEntries(names.map((name) => [name, new Slot(name)]));
    const text = build(db, slots as unknown as Values).compile();
    texts.set(key, text);
    return text;
  };
  return async (db, values) => {
    const { sql, parameters } = textFor(db, namesOf(values));
    const given = values as Readonly<Record<string, unknown>>;
    const filled = parameters.map((one) => (one instanceof Slot ? given[one.name] : one));
    return (await db.executeQuery<Row>(CompiledQuery.raw(sql, filled))).rows;
  };
}

// Kysely leaves out a column that is given as undefined.
function namesOf(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}
