import { type DatabaseConnection, DefaultQueryExecutor, DummyDriver, Kysely, PostgresDialect } from "kysely";
import type { Schema } from "./schema.ts";

// For its grammar only: whoever has the connection has it from a pool already.
const dialect = new PostgresDialect({ pool: () => Promise.reject(new Error("no pool lies behind one connection")) });
const compiler = dialect.createQueryCompiler();
const adapter = dialect.createAdapter();
const driver = new DummyDriver();

/**
 * Kysely over one connection, where a statement is sent in the moment it is executed, though those before it are not answered yet. (A transaction
 * of Kysely's own sends one only after the answer to the last.) The connection answers in the order of sending.
 */
export function onConnection(connection: DatabaseConnection): Kysely<Schema> {
  const executor = new DefaultQueryExecutor(compiler, adapter, {
    provideConnection: (consumer) => consumer(connection),
  });
  return new Kysely<Schema>({ config: { dialect }, dialect, driver, executor });
}
