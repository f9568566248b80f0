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
  const connect = async (habits: ConnectionHabits): Promise<Redis> => {
    const client = new Redis(redisUrl, {
      ...habits,
      lazyConnect: true,
      disconnectTimeout: 200,
      retryStrategy: backOff,
    });
    client.on("error", trouble.hit);
    await client.connect();
    return client;
  };
  // BullMQ reads the version at once, which would fail on a connection that is not up yet and does not wait.
  const [adding, working] = await Promise.all([connect(FAIL_FAST), connect(PATIENT)]);
  const blocking = keepDuplicates(working);
  const { Queue, Worker } = withBackend(createRedisBackend);
  return {
    system: "Redis",
    openQueue: (name) => {
      const queue = new Queue(name, { connection: adding, prefix, skipWaitingForReady: true });
      return wrapQueue(queue as unknown as BullQueue, trouble.hit);
    },
    // BullMQ duplicates this connection for the command that blocks, so that it holds up nothing else.
    openWorker: (name, work) => {
      const worker = new Worker(name, toProcessor(work), { connection: working, prefix, concurrency: CONCURRENCY });
      return wrapWorker(worker as unknown as BullWorker, { error: trouble.hit, failed: trouble.hit });
    },
    close: async () => {
      for (const client of [adding, working, ...blocking]) client.disconnect();
    },
  };
}

// BullMQ gives up its own connections only after Redis answered; with a dead Redis they would try for ever.
function keepDuplicates(client: Redis): Set<Redis> {
  const duplicates = new Set<Redis>();
  const duplicate = client.duplicate.bind(client);
  client.duplicate = (...options) => {
    const made = duplicate(...options);
    duplicates.add(made);
    made.once("end", () => duplicates.delete(made));
    return made;
  };
  return duplicates;
}

function backOff(times: number): number {
  return Math.min(100 * 2 ** times, 5_000);
}
