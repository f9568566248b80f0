import type { ClientBase } from "pg";

/** A statement sent more seldom is parsed each time. */
const USES_TO_NAME = 4;
/** A text of its own for each number of rows, say, must not fill every connection with plans. */
const MOST_TEXTS = 1_000;

type Query = (statement: unknown, values?: unknown, ...rest: unknown[]) => unknown;

const uses = new Map<string, { readonly place: number; count: number }>();
/** With the next one all statements have new names, so that the server understands them anew. */
let generation = 1;

/**
 * Lets the server keep, for as long as the connection lives, how it understood and planned the statements that come again and again: else that
 * is half of its work on a mail. When another version of this program has changed a table meanwhile, it refuses what it kept: what was
 * refused outside a transaction is sent once more. (A transaction is run again, by its unit of work.)
 */
export function nameStatements(client: ClientBase): void {
  const query = client.query.bind(client) as Query;
  const named: Query = (statement, values, ...rest) => {
    const isPlain = typeof statement === "string" && Array.isArray(values) && rest.length === 0;
    // A migration is several statements in one text, which no name can stand for.
    const name = isPlain && !statement.includes(";") ? nameOf(statement) : null;
    if (!isPlain || name === null) return query(statement, values, ...rest);
    const sentIn = generation;
    const sent = query({ name, text: statement, values }) as Promise<unknown>;
    return sent.catch(async (error: unknown) => {
      if (!isOutdatedPlan(error)) throw error;
      generation = Math.max(generation, sentIn + 1);
      if (client.getTransactionStatus() !== "I") throw error;
      return await query(statement, values);
    });
  };
  client.query = named as ClientBase["query"];
}

function nameOf(text: string): string | null {
  const known = uses.get(text);
  if (known === undefined) {
    if (uses.size < MOST_TEXTS) uses.set(text, { place: uses.size, count: 1 });
    return null;
  }
  known.count += 1;
  return known.count < USES_TO_NAME ? null : `svartid_${generation}_${known.place}`;
}

/** "cached plan must not change result type", by the place in PostgreSQL that says so: its code means many things. */
export function isOutdatedPlan(error: unknown): boolean {
  return typeof error === "object" && error !== null && "routine" in error && error.routine === "RevalidateCachedQuery";
}
