import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createDeskProcess } from "../../src/demo/desk-process.ts";

const REST_MS = 30_000;
// A database that was kept for days is due for its backup, which is no rest.
const DESK = "desk: { name: Support, address: support@desk.example }\nbackup: { enabled: false }\n";

/** `svartid start` with all roles on this database, without a mailbox: what it holds when it has nothing to do, in MB. */
export async function memoryAtRest(databaseUrl: string): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-bench-rest-"));
  const deskFile = join(directory, "desk.yaml");
  writeFileSync(deskFile, DESK);
  const port = await findFreePort();
  const desk = createDeskProcess({
    program: join(process.cwd(), "dist/cli/program.js"),
    environment: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      SVARTID_SECRET: "a secret of the bench that is long enough to sign with",
      SVARTID_DATA_DIR: directory,
      SVARTID_DESK: deskFile,
      HTTP_PORT: String(port),
      LOG_LEVEL: "warn",
    },
    url: `http://127.0.0.1:${port}`,
    logFile: join(directory, "desk.log"),
  });
  try {
    await desk.start();
    await new Promise((resolve) => setTimeout(resolve, REST_MS));
    const status = readFileSync(`/proc/${desk.pid()}/status`, "utf8");
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  } finally {
    await desk.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
