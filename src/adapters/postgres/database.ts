import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Log } from "../../usecases/ports/log.ts";
import { nameStatements } from "./name-statements.ts";
import { openGatheringSocket } from "./open-gathering-socket.ts";
import { parseTimestamp } from "./parse-timestamp.ts";
import type { Schema } from "./schema.ts";

const INT8 = 20;
const TIMESTAMPTZ = 1184;

export interface DatabaseOptions {
  url: string;
  log: Log;
  maxConnections?: number;
  /** So many stay open when they are idle. */
  minConnections?: number;
}

/** How the connections of a pool are used at this moment. */
export interface PoolUse {
  readonly busy: number;
  readonly idle: number;
  /** Who waits for a connection. */
  readonly waiting: number;
  readonly most: number;
}

const pools = new WeakMap<Kysely<Schema>, pg.Pool>();

/** Of a database that `openDatabase` gave. */
export function poolUse(database: Kysely<Schema>): PoolUse {
  const pool = pools.get(database);
  if (pool === undefined) throw new Error("this is no database of a pool");
  const { totalCount, idleCount: idle, waitingCount: waiting } = pool;
  return { busy: totalCount - idle, idle, waiting, most: pool.options.max };
}

/** A pool with the guards of a long-running process; closing it ends every connection. */
export function openDatabase(options: DatabaseOptions): Kysely<Schema> {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 12,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
    // A process that stands still, or whose machine is gone without a word, may hold the lease of a mailbox: others wait for it this long.
    idle_in_transaction_session_timeout: 20_000,
    application_name: "svartid",
    // Statements of a transaction are sent without waiting for the answer to the one before.
    pipeline: true,
    stream: openGatheringSocket,
    // A mail after a quiet time waits for no new connections.
    min: options.minConnections ?? 4,
    // What the server planned for tables that have grown since goes with its connection.
    maxLifetimeSeconds: 600,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  // A client that is lent out has no listener of the pool's: losing it fails its query, and must not end this process.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("connect", nameStatements);
  // Without a listener, the server ending an idle connection (57P01) would end this process.
  pool.on("error", (error) => {
    // A pool that is ending lets its connections go without waiting for the server to agree.
    if (pool.ending) return;
    options.log.warn({ code: "code" in error ? error.code : null }, "idle database connection lost");
  });
  const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  pools.set(database, pool);
  return database;
}

// Ids and sizes stay far below 2^53, so a bigint may be a number.
function typeParser(oid: number, format?: "text" | "binary"): (value: string) => unknown {
  if (oid === INT8) return Number;
  const usual = pg.types.getTypeParser(oid, format as "text") as (value: string) => unknown;
  return oid === TIMESTAMPTZ ? (value) => parseTimestamp(value) ?? usual(value) : usual;
}
