import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { CRASH_POINTS } from "../support/crash-points.ts";
import { createTestDatabase } from "../support/database.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";
import { runSenderKills } from "../support/sender-kills.ts";

// The sender is killed with -9 at every point of a delivery, so many times each, without and with a journal: a mail whose final dot was not
// yet allowed arrives once, any other as often as was counted at most, and with the journal once.
const { seed, kills } = readRunOptions({ seed: someSeed(), kills: 100 });
const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });
process.env.SVARTID_TEST_DATABASE_SERVER = postgres.url;
let violations = 0;

try {
  for (const journal of [false, true]) {
    for (const point of CRASH_POINTS) {
      const database = await createTestDatabase();
      const figures = await runSenderKills({ databaseUrl: database.url, point, kills, journal, seed });
      await database.drop();
      violations += figures.violations.length;
      console.log(JSON.stringify({ seed, ...figures }));
    }
  }
  process.exitCode = violations === 0 ? 0 : 1;
} finally {
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
