import { Redis } from "ioredis";
import pg from "pg";

const READ: Readonly<Record<string, readonly (string | number)[]>> = {
  string: ["get"],
  hash: ["hgetall"],
  list: ["lrange", 0, -1],
  set: ["smembers"],
  zset: ["zrange", 0, -1],
  stream: ["xrange", "-", "+"],
};

/** Everything that lies in the queue, as text: every key of a Redis, or every row of the queue's tables. */
export async function queueContent(databaseUrl: string, redisUrl: string | null): Promise<string> {
  return redisUrl === null ? await contentOfTables(databaseUrl) : await contentOfRedis(redisUrl);
}

async function contentOfRedis(url: string): Promise<string> {
  const client = new Redis(url);
  const found: unknown[] = [];
  for (const key of await client.keys("*")) {
    const [command = "get", ...range] = READ[await client.type(key)] ?? [];
    found.push(key, await client.call(String(command), key, ...range));
  }
  client.disconnect();
  return JSON.stringify(found);
}

async function contentOfTables(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    "select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq'",
  );
  const found: unknown[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query(`select to_jsonb(one) as row from ${name} as one`);
    found.push(name, rows);
  }
  await client.end();
  return JSON.stringify(found);
}
