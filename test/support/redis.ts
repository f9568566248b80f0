import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { keepProcess } from "../../src/adapters/embedded/keep-process.ts";
import { findProgram, type RealServer, whyMissing } from "./installed-server.ts";

export type RunningRedis = { url: string; port: number; stop(): Promise<void> };

export const redis: RealServer = { name: "Redis", unavailable: () => whyMissing("redis-server") };

/** A Redis of its own on 127.0.0.1, set up as production should be: append-only, and never evicting a job. */
export async function startRedis(): Promise<RunningRedis> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-redis-"));
  const port = await findFreePort();
  const settings = { port, bind: "127.0.0.1", dir: directory, appendonly: "yes", "maxmemory-policy": "noeviction" };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const server = keepProcess({
    program: "/bin/sh",
    // Redis says that it is ready on its standard output; the keeper listens to standard error.
    args: ["-c", 'exec "$0" "$@" >&2', findProgram("redis-server")!, ...args],
    stopSignals: ["SIGTERM", "SIGKILL"],
  });
  await server.waitForLine(/Ready to accept connections/);
  const stop = async () => {
    server.release();
    await server.exited;
    rmSync(directory, { recursive: true, force: true });
  };
  return { url: `redis://127.0.0.1:${port}/0`, port, stop };
}
