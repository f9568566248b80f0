import { rmSync } from "node:fs";

export default async function globalTeardown() {
  if (globalThis.svartidTestServer === undefined) {
    return;
  }
  // A run that is stopped takes everything away itself, and jest, whose workers it ended, must not end the process before.
  if (globalThis.svartidIsStopping) await new Promise(() => {});
  const { server, dataDir, tablespace } = await globalThis.svartidTestServer;
  await server.stop();
  tablespace.remove();
  const { removeEmbeddedPostgres } = await import("../../src/adapters/embedded/remove-embedded-postgres.ts");
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
