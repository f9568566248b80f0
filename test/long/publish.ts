import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { createTestDatabase } from "../support/database.ts";
import { runPublishKills } from "../support/publish-kills.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// A release told to thousands while the processes that publish and send are killed with -9: each address is told once, or listed as uncertain.
const { seed, contacts, kills } = readRunOptions({ seed: someSeed(), contacts: 5_000, kills: 20 });
const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });
process.env.SVARTID_TEST_DATABASE_SERVER = postgres.url;

try {
  const database = await createTestDatabase();
  const figures = await runPublishKills({ databaseUrl: database.url, contacts, kills, seed });
  await database.drop();
  console.log(JSON.stringify({ seed, ...figures }));
  process.exitCode = figures.violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
