import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { MIGRATIONS } from "../../src/wiring.ts";
import { runClockStorm } from "../support/clock-storm.ts";
import { startRedis } from "../support/redis.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";
import { silentLog } from "../support/silent-log.ts";

// 2,000 clocks that fall due within a minute, while the queue loses every job each 5 s and a worker is killed with -9: each
// must fire once, none early, all within 20 s of due. PostgreSQL runs with fsync on. It ends by itself.
const { seed, clocks, kills, queue } = readRunOptions({
  seed: someSeed(),
  clocks: 2_000,
  kills: 1,
  queue: ["redis", "postgres"],
});

const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });
const redis = queue === "redis" ? await startRedis() : null;

try {
  const database = openDatabase({ url: postgres.url, log: silentLog, maxConnections: 1 });
  await migrate(database, MIGRATIONS).finally(() => database.destroy());
  console.error(`${clocks} clocks within 60 s on ${queue}, ${kills} kills, seed ${seed} ...`);
  const storm = { clocks, kills, seed, seconds: 60, latestMs: 20_000 };
  const figures = await runClockStorm({ ...storm, databaseUrl: postgres.url, redisUrl: redis?.url ?? null });
  console.log(JSON.stringify({ queue, seed, clocks, ...figures }));
  process.exitCode = figures.violations.length === 0 ? 0 : 1;
} finally {
  await redis?.stop();
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
