import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import { startEmbeddedPostgres } from "../../src/adapters/embedded/start-embedded-postgres.ts";
import { runSinkStorm } from "../support/sink-storm.ts";

// Replies through a server that drops, falls silent and refuses at every stage: each arrives once, or its agents are told. `npm run build` first.
const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    replies: { type: "string", default: "200" },
  },
});
const seed = Number(options.seed);
const dataDir = mkdtempSync(join(tmpdir(), "svartid-long-"));
const postgres = await startEmbeddedPostgres({ dataDir });
process.env.SVARTID_TEST_DATABASE_SERVER = postgres.url;

try {
  const figures = await runSinkStorm(seed, Number(options.replies));
  console.log(JSON.stringify({ seed, ...figures }));
  process.exitCode = figures.violations.length === 0 ? 0 : 1;
} finally {
  await postgres.stop();
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
