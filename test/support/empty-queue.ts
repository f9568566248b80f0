import { Redis } from "ioredis";
import pg from "pg";

/** Loses every job, as `FLUSHALL` does: on Redis that is what it is; without one, the queue's tables are emptied. */
export async function emptyQueue(databaseUrl: string, redisUrl: string | null): Promise<void> {
  if (redisUrl !== null) {
    const client = new Redis(redisUrl);
    await client.flushall().finally(() => client.disconnect());
    return;
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select format('bullmq.%I', tablename) as name from pg_tables where schemaname = 'bullmq' and tablename <> 'migration'",
    );
    await client.query(`truncate ${tables.rows.map(({ name }) => name).join(", ")} cascade`);
  } catch (error) {
    // The workers of the queue lock its tables in another order: the next turn empties them.
    if ((error as { code?: string }).code !== "40P01") throw error;
  } finally {
    await client.end();
  }
}
