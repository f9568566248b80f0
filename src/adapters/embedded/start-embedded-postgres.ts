import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../../usecases/ports/log.ts";
import { takeDataLock } from "./data-lock.ts";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { findFreePort } from "./free-port.ts";
import { type KeptProcess, keepProcess } from "./keep-process.ts";
import { stopOrphanPostmaster } from "./orphan-postmaster.ts";
import { assertPostgresRuns, findPostgresBinaries } from "./postgres-binaries.ts";
import { POSTGRES_USER, type PostgresCluster, prepareCluster } from "./postgres-cluster.ts";

import { choosePostgresPlace, type PostgresPlace } from "./postgres-place.ts";

export type EmbeddedPostgresOptions = {
  dataDir: string;
  /** Off only for tests: a crash of the machine may then lose the database. On unless said otherwise. */
  fsync?: boolean;
  log?: Log;
};

export type EmbeddedPostgres = {
  url: string;
  port: number;
  /** Resolves when PostgreSQL is gone, whoever stopped it. */
  exited: Promise<void>;
  /** A fast stop: open connections are ended (57P01 on each), so pools must listen for `error` before. */
  stop(): Promise<void>;
};

type Running = { keeper: KeptProcess; port: number };

/** File in the data directory with the address of the running server, for other processes of the same user. */
export const URL_FILE = "postgres-url";
const PORT_TRIES = 5;
// A fast stop, which ends the sessions in order, then an immediate one, which the next start recovers from.
const STOP_SIGNALS: [NodeJS.Signals, NodeJS.Signals] = ["SIGINT", "SIGQUIT"];
const PORT_TAKEN = /could not bind|Address already in use/;

/** Starts the PostgreSQL that came with the npm packages on 127.0.0.1 at a free port, with its cluster in (or noted in) `dataDir`. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = openDataDir(options.dataDir);
  const lock = takeDataLock(dataDir);
  try {
    const place = findPlace(dataDir, options.log);
    await stopOrphanPostmaster(join(place.home, "cluster"));
    const cluster = prepareCluster(dataDir, place, options.fsync ?? true);
    const running = await startOnFreePort(place, cluster, options);
    const url = `postgres://${POSTGRES_USER}:${cluster.password}@127.0.0.1:${running.port}/postgres`;
    const urlFile = join(dataDir, URL_FILE);
    writeFileSync(urlFile, url, { mode: 0o600 });
    options.log?.info({ port: running.port }, "embedded PostgreSQL is ready");
    const stop = async () => {
      running.keeper.release();
      await running.keeper.exited;
      await stopOrphanPostmaster(cluster.directory); // Still there only if somebody killed its keeper.
      rmSync(urlFile, { force: true });
      lock.release();
    };
    return { url, port: running.port, exited: running.keeper.exited, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openDataDir(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const real = realpathSync(path);
    writeFileSync(join(real, ".gitignore"), "*\n");
    return real;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new EmbeddedServerError(
      "wrong-owner",
      `The data directory ${path} cannot be written (${code}): start as its owner, or set SVARTID_DATA_DIR to a directory of your own.`,
      { cause },
    );
  }
}

function findPlace(dataDir: string, log: Log | undefined): PostgresPlace {
  const place = choosePostgresPlace(dataDir, findPostgresBinaries());
  assertPostgresRuns(place.binaries, place.user ?? {});
  if (place.warning !== null) {
    log?.warn({ reason: place.warning }, "embedded PostgreSQL lies in a temporary directory");
  }
  return place;
}

async function startOnFreePort(
  place: PostgresPlace,
  cluster: PostgresCluster,
  options: EmbeddedPostgresOptions,
): Promise<Running> {
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const args = serverArguments(cluster.directory, port, options.fsync ?? true);
    const program = join(place.binaries, "bin", "postgres");
    const command = { program, args, user: place.user, stopSignals: STOP_SIGNALS };
    const keeper = keepProcess(command, (line) => options.log?.debug({ line }, "embedded PostgreSQL says"));
    try {
      await keeper.waitForLine(/ready to accept connections/);
      return { keeper, port };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      if (!PORT_TAKEN.test(reason) || attempt === PORT_TRIES) {
        throw new EmbeddedServerError("start-failed", `The embedded PostgreSQL did not start: ${reason}`, { cause });
      }
    }
  }
}

function serverArguments(directory: string, port: number, fsync: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(fsync ? {} : { fsync: "off", full_page_writes: "off" }),
  };
  return ["-D", directory, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
