import { createRedisBackend, withBackend } from "bullmq";
import { Redis, type RedisOptions } from "ioredis";
import { type BullQueue, type BullWorker, CONCURRENCY, toProcessor, wrapQueue, wrapWorker } from "./bull-queue.ts";
import { checkRedis } from "./check-redis.ts";
import type { QueueBackend } from "./queue-backend.ts";
import type { QueueTrouble } from "./queue-trouble.ts";

type ConnectionHabits = Pick<RedisOptions, "enableOfflineQueue" | "maxRetriesPerRequest" | "connectTimeout">;

// A caller must never wait for a Redis that is down: adding fails at once.
const FAIL_FAST: ConnectionHabits = { enableOfflineQueue: false, maxRetriesPerRequest: 1, connectTimeout: 5_000 };
// A worker waits for as long as it takes.
const PATIENT: ConnectionHabits = { maxRetriesPerRequest: null };

/** BullMQ on Redis, where many processes and machines may share the work. Refuses a Redis that could lose jobs silently. */
export async function openRedisBackend(
  redisUrl: string,
  trouble: QueueTrouble,
  prefix = "svartid",
): Promise<QueueBackend> {
  await checkRedis(redisUrl);
  const clients = new Set<Redis>();
  const { Queue, Worker } = withBackend(createRedisBackend);
  const connect = (options: ConnectionHabits): Redis => {
    const client = new Redis(redisUrl, { ...options, retryStrategy: backOff });
    client.on("error", trouble.hit);
    clients.add(client);
    return client;
  };
  const withClient = <T extends { close(force?: boolean): Promise<void> }>(client: Redis, wrapped: T): T => ({
    ...wrapped,
    close: async (force?: boolean) => {
      await wrapped.close(force);
      clients.delete(client);
      client.disconnect();
    },
  });
  return {
    system: "Redis",
    openQueue: (name) => {
      const client = connect(FAIL_FAST);
      const queue = new Queue(name, { connection: client, prefix, skipWaitingForReady: true });
      return withClient(client, wrapQueue(queue as unknown as BullQueue, trouble.hit));
    },
    openWorker: (name, work) => {
      const client = connect(PATIENT);
      const worker = new Worker(name, toProcessor(work), { connection: client, prefix, concurrency: CONCURRENCY });
      return withClient(
        client,
        wrapWorker(worker as unknown as BullWorker, { error: trouble.hit, failed: trouble.hit }),
      );
    },
    close: async () => {
      for (const client of clients) client.disconnect();
      clients.clear();
    },
  };
}

function backOff(times: number): number {
  return Math.min(100 * 2 ** times, 5_000);
}
