// Starts the one embedded PostgreSQL that all test files of a run share. Runs of pure tests alone do without.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PURE = /^(?:test\/)?(?:unit|property|architecture)(?:[/.]|$)/;

export default async function globalSetup(globalConfig) {
  const patterns = globalConfig.testPathPatterns?.patterns ?? [];
  if (patterns.length > 0 && patterns.every((pattern) => PURE.test(pattern))) {
    return;
  }
  await import("./read-typescript.mjs");
  // At once, so that a run that is stopped meanwhile knows what it must wait for and take away.
  globalThis.svartidTestServer = startServer();
  const { server, tablespace } = await unlessStopping(globalThis.svartidTestServer);
  process.env.SVARTID_TEST_DATABASE_SERVER = server.url;
  process.env.SVARTID_TEST_TABLESPACE = tablespace.name;
}

async function startServer() {
  const { startEmbeddedPostgres } = await import("../../src/adapters/embedded/start-embedded-postgres.ts");
  const { prepareTestTablespace } = await import("./memory-tablespace.ts");
  const dataDir = mkdtempSync(join(tmpdir(), "svartid-test-"));
  const server = await startEmbeddedPostgres({ dataDir, fsync: false });
  const tablespace = await prepareTestTablespace(server.url);
  return { server, dataDir, tablespace };
}

/** jest is not let go on while its run is being taken away: it would start its workers, or end the process early where Ctrl-C ended the server. */
async function unlessStopping(work) {
  await Promise.allSettled([work]);
  return globalThis.svartidIsStopping ? new Promise(() => {}) : work;
}
