import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { createTestDatabase } from "../support/database.ts";
import { runFleet } from "../support/fleet/run-fleet.ts";
import { startRedis } from "../support/redis.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// Three workers, two intakes and a console on one database and one Redis, killed with -9 at random: every mail filed once, every acknowledgement and
// alert sent once, every clock rung once. `--queue postgres` does without Redis. PostgreSQL runs with fsync on. It ends by itself.
const { seed, people, kills, queue } = readRunOptions({
  seed: someSeed(),
  people: 250,
  kills: 20,
  queue: ["redis", "postgres"],
});
const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });
process.env.SVARTID_TEST_DATABASE_SERVER = postgres.url;
const redis = queue === "postgres" ? null : await startRedis();

try {
  const database = await createTestDatabase();
  console.error(
    `${4 * people} mails, ${kills} kills, queue on ${redis === null ? "PostgreSQL" : "Redis"}, seed ${seed} ...`,
  );
  const { work, connections, ...figures } = await runFleet({
    databaseUrl: database.url,
    redisUrl: redis?.url ?? null,
    people,
    kills,
    seed,
  });
  await database.drop();
  console.table(work.map((one) => ({ ...one, "most connections": connections[one.process] })));
  console.log(JSON.stringify({ seed, queue, people, kills, ...figures, work, connections }));
  process.exitCode = figures.violations.length === 0 ? 0 : 1;
} finally {
  await redis?.stop();
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
