import { sql } from "kysely";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import { openClockDesk } from "../../test/support/clock-desk.ts";
import { addOldTickets } from "../../test/support/old-tickets.ts";
import type { BenchDatabase, BenchServer } from "./bench-server.ts";

/** Where filled databases lie: in a directory that goes with the run, in one that is kept, or in a kept one that holds them all already. */
export interface KeepOptions {
  readonly keep?: string | undefined;
  readonly reuse?: string | undefined;
}

/** For `readRunOptions`. */
export const KEEP_OPTIONS = { keep: null, reuse: null } as const;

/** The database of so many old tickets: the one that lies there from an earlier run, or a new one. A fill that was broken off counts for nothing. */
export async function filledDatabase(
  server: BenchServer,
  { tickets, messagesEach }: { readonly tickets: number; readonly messagesEach: number },
  { reuse }: KeepOptions,
): Promise<BenchDatabase> {
  const name = `tickets_${tickets}_messages_${tickets * messagesEach}`;
  const found = await server.findDatabase(name);
  if (found !== null) return found;
  if (reuse !== undefined) throw new Error(`${reuse} holds no database ${name}: run it once with --keep ${reuse}`);
  const from = performance.now();
  await server.query(`drop database if exists ${name}_draft`);
  const draft = await server.newDatabase(`${name}_draft`);
  // Clocks name the version of the desk that they were promised by: the first that is stored.
  await (await openClockDesk(draft.url)).close();
  await addOldTickets(draft.database, { tickets, messagesEach });
  // The desk folds every minute; here all changes came at once, and their place is given back at once too.
  await createMeasureStore(draft.database).fold();
  await sql`vacuum full tally`.execute(draft.database);
  await draft.database.destroy();
  await server.query(`alter database ${name}_draft rename to ${name}`);
  await server.query("checkpoint");
  console.log(
    `${tickets} tickets with ${tickets * messagesEach} messages after ${Math.round((performance.now() - from) / 1000)} s`,
  );
  const filled = await server.findDatabase(name);
  if (filled === null) throw new Error(`${name} is gone`);
  return filled;
}
