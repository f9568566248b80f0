import { rmSync } from "node:fs";

export default async function globalTeardown() {
  if (globalThis.svartidTestServer === undefined) {
    return;
  }
  const { server, dataDir } = globalThis.svartidTestServer;
  await server.stop();
  const { removeEmbeddedPostgres } = await import("../../src/adapters/embedded/remove-embedded-postgres.ts");
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}
