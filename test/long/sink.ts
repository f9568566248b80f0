import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";
import { runSinkStorm } from "../support/sink-storm.ts";

// Replies through a server that drops, falls silent and refuses at every stage: each arrives once, or its agents are told. `npm run build` first.
const { seed, replies } = readRunOptions({ seed: someSeed(), replies: 200 });
const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });
process.env.SVARTID_TEST_DATABASE_SERVER = postgres.url;

try {
  const figures = await runSinkStorm(seed, replies);
  console.log(JSON.stringify({ seed, ...figures }));
  process.exitCode = figures.violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
