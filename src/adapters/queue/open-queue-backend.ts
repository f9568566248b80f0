import { openPostgresBackend } from "./open-postgres-backend.ts";
import { openRedisBackend } from "./open-redis-backend.ts";
import type { QueueBackend } from "./queue-backend.ts";
import type { QueueTrouble } from "./queue-trouble.ts";

export interface QueueSettings {
  databaseUrl: string;
  /** Null: the queue lives in PostgreSQL. */
  redisUrl: string | null;
  /** Keeps the keys of several desks on one Redis apart. */
  redisPrefix?: string;
}

/** The one place that chooses between BullMQ's backends. */
export function openQueueBackend(settings: QueueSettings, trouble: QueueTrouble): Promise<QueueBackend> {
  return settings.redisUrl === null
    ? openPostgresBackend(settings.databaseUrl, trouble)
    : openRedisBackend(settings.redisUrl, trouble, settings.redisPrefix);
}
