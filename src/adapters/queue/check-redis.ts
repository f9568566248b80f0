import { Redis } from "ioredis";
import { AdapterError } from "../../usecases/ports/adapter-error.ts";

const OLDEST_VERSION = [6, 2] as const;

/**
 * Refuses a Redis that cannot be reached, is older than 6.2, or may evict keys: with any policy but `noeviction` it drops
 * jobs without a word when memory is short (BullMQ's going-to-production). Asked by INFO, which hosted Redis allows.
 */
export async function checkRedis(redisUrl: string): Promise<void> {
  const info = await readInfo(redisUrl);
  const version = field(info, "redis_version");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major < OLDEST_VERSION[0] || (major === OLDEST_VERSION[0] && minor < OLDEST_VERSION[1])) {
    throw refusal("too-old", `The Redis at ${shown(redisUrl)} is version ${version}: use 6.2 or later.`);
  }
  const policy = field(info, "maxmemory_policy");
  if (policy !== "noeviction") {
    throw refusal(
      "evicts",
      `The Redis at ${shown(redisUrl)} has maxmemory-policy ${policy}, which may drop jobs: set "maxmemory-policy noeviction" in its configuration.`,
    );
  }
}

async function readInfo(redisUrl: string): Promise<string> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    disconnectTimeout: 200,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let lastError: unknown = null;
  client.on("error", (error) => {
    lastError = error;
  });
  try {
    await client.connect();
    return await client.info();
  } catch (error) {
    const why = reason(lastError ?? error);
    throw refusal(
      "unreachable",
      `Redis at ${shown(redisUrl)} cannot be used (${why}): start it, correct REDIS_URL, or remove REDIS_URL to keep the queue in PostgreSQL.`,
      error,
    );
  } finally {
    client.disconnect();
  }
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*)$`, "m").exec(info)?.[1]?.trim() ?? "unknown";
}

function refusal(code: string, message: string, cause?: unknown): AdapterError {
  return new AdapterError("queue", code, message, { retryable: code === "unreachable", cause });
}

// A password in the URL stays out of messages.
function shown(redisUrl: string): string {
  const url = new URL(redisUrl);
  return `${url.protocol}//${url.host}`;
}

function reason(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  if ("code" in error && error.code !== undefined) return String(error.code);
  return "message" in error ? String(error.message) : "unknown";
}
