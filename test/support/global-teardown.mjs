import { rmSync } from "node:fs";

export default async function globalTeardown() {
  if (globalThis.svartidTestServer === undefined) {
    return;
  }
  const { server, dataDir, tablespace } = await globalThis.svartidTestServer;
  await server.stop();
  tablespace.remove();
  const { removeEmbeddedPostgres } = await import("../../src/adapters/embedded/remove-embedded-postgres.ts");
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
