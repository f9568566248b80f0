import type { Kysely } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { hashDesk } from "../../src/desk/hash-desk.ts";
import { storedDesk } from "../../src/domain/desk/stored-desk.ts";
import { type ClockContext, createClockContext } from "../../src/usecases/clock/clock-context.ts";
import type { Stores } from "../../src/usecases/ports/unit-of-work.ts";
import { danishOnly } from "../../test/support/calendars.ts";
import { testDesk } from "../../test/support/test-desk.ts";
import type { BenchServer } from "../support/bench-server.ts";

export interface BenchDesk {
  readonly url: string;
  readonly database: Kysely<Schema>;
  readonly stores: Stores;
  readonly context: ClockContext;
}

/** A new database with the shipped agreement stored in it. */
export async function openBenchDesk(server: BenchServer, name: string): Promise<BenchDesk> {
  const { url, database } = await server.newDatabase(name);
  const stores = createUnitOfWork(database).reading;
  const desk = testDesk();
  const context = await createClockContext({
    desk,
    hash: hashDesk(desk),
    stored: storedDesk(desk),
    holidays: danishOnly,
    clocks: stores.clocks,
  });
  return { url, database, stores, context };
}
