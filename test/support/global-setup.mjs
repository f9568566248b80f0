// Starts the one embedded PostgreSQL that all test files of a run share. Runs of pure tests alone do without.
import { mkdtempSync } from "node:fs";
import { register } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PURE = /unit|property|architecture/;

export default async function globalSetup(globalConfig) {
  const patterns = globalConfig.testPathPatterns?.patterns ?? [];
  if (patterns.length > 0 && patterns.every((pattern) => PURE.test(pattern))) {
    return;
  }
  register("./typescript-loader.mjs", import.meta.url);
  const { startEmbeddedPostgres } = await import("../../src/adapters/embedded/start-embedded-postgres.ts");
  const dataDir = mkdtempSync(join(tmpdir(), "svartid-test-"));
  const server = await startEmbeddedPostgres({ dataDir, fsync: false });
  process.env.SVARTID_TEST_DATABASE_SERVER = server.url;
  globalThis.svartidTestServer = { server, dataDir };
}
