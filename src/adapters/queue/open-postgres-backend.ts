import { runMigrations, withBackend } from "bullmq";
import pg from "pg";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";
import { type BullQueue, type BullWorker, CONCURRENCY, toProcessor, wrapQueue, wrapWorker } from "./bull-queue.ts";
import { createSteadyBackend } from "./create-steady-backend.ts";
import type { QueueBackend } from "./queue-backend.ts";
import type { QueueTrouble } from "./queue-trouble.ts";

const SCHEMA = "bullmq";

/** BullMQ in a schema of its own beside our tables, so that one machine needs one server. */
export async function openPostgresBackend(databaseUrl: string, trouble: QueueTrouble): Promise<QueueBackend> {
  await migrateQueue(databaseUrl);
  const { Queue, Worker } = withBackend(createSteadyBackend);
  // Each queue and worker has a pool of its own; a worker also holds one connection that listens.
  const connection = (max: number) => ({
    connectionString: databaseUrl,
    schema: SCHEMA,
    max,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 60_000,
  });
  return {
    system: "PostgreSQL",
    openQueue: (name) => wrapQueue(new Queue(name, { connection: connection(1) }) as unknown as BullQueue, trouble.hit),
    openWorker: (name, work) =>
      wrapWorker(
        new Worker(name, toProcessor(work), {
          connection: connection(2),
          concurrency: CONCURRENCY,
        }) as unknown as BullWorker,
        { error: trouble.hit, failed: trouble.hit },
      ),
    close: async () => undefined,
  };
}

async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  // Losing the connection later rejects the query under way; this keeps the event itself from ending the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await runMigrations(client, SCHEMA);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AdapterError(
      "queue",
      "postgres-unusable",
      `The queue's tables could not be made ready in the schema ${SCHEMA}: ${why}. Give the database user the right to create that schema.`,
      { retryable: true, cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
