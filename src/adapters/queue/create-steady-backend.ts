import { createPostgresBackend } from "bullmq";

/** What of BullMQ's connection is not declared. */
interface Readiness {
  readyPromise: Promise<void> | undefined;
  waitUntilReady(): Promise<void>;
}

/**
 * BullMQ's backend on PostgreSQL keeps what came of its first look at the database for good. One that failed (a server that recovers, or has no
 * connection left) would make each later use fail at once: a worker then asks again without end and gives way to nothing else in the process. Here it is
 * forgotten, and the next use looks again.
 */
export const createSteadyBackend: typeof createPostgresBackend = (...asked) => {
  const backend = createPostgresBackend(...asked);
  const connection = backend.connection as unknown as Readiness;
  const waitUntilReady = connection.waitUntilReady.bind(connection);
  connection.waitUntilReady = () =>
    waitUntilReady().catch((error: unknown) => {
      connection.readyPromise = undefined;
      throw error;
    });
  return backend;
};
