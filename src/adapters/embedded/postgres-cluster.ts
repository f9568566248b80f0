import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import { cleanEnvironment } from "./keep-process.ts";
import { PASSWORD_FILE, type PostgresPlace } from "./postgres-place.ts";

export const POSTGRES_USER = "postgres";

export type PostgresCluster = { directory: string; password: string };

/** Makes the cluster on the first start. One that was interrupted half-way never gets its final name and is made again. */
export function prepareCluster(dataDir: string, place: PostgresPlace, fsync: boolean): PostgresCluster {
  const directory = join(place.home, "cluster");
  const draft = join(place.home, "init");
  if (existsSync(directory)) {
    return { directory, password: readPassword(dataDir) };
  }
  const password = randomBytes(24).toString("base64url");
  writeFileSync(join(dataDir, PASSWORD_FILE), password, { mode: 0o600 });
  rmSync(draft, { recursive: true, force: true });
  runInitdb(draft, place, password, fsync);
  renameSync(draft, directory);
  return { directory, password };
}

function readPassword(dataDir: string): string {
  try {
    return readFileSync(join(dataDir, PASSWORD_FILE), "utf8");
  } catch (cause) {
    throw new EmbeddedServerError(
      "password-lost",
      `The password of the database in ${dataDir} is gone: put ${PASSWORD_FILE} back from a copy, or remove the directory to begin anew.`,
      { cause },
    );
  }
}

function runInitdb(directory: string, place: PostgresPlace, password: string, fsync: boolean): void {
  const passwordFile = join(place.home, "init-password");
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (place.user !== null) {
    chownSync(passwordFile, place.user.uid, place.user.gid);
  }
  const collation = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["-U", POSTGRES_USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  const sync = fsync ? [] : ["--no-sync"];
  const { status, error, stderr } = spawnSync(
    join(place.binaries, "bin", "initdb"),
    ["-D", directory, ...access, ...collation, ...sync],
    { ...place.user, cwd: "/", env: cleanEnvironment(), encoding: "utf8" },
  );
  rmSync(passwordFile, { force: true });
  if (status !== 0) {
    rmSync(directory, { recursive: true, force: true });
    const reason = error?.message ?? stderr.trim().replaceAll(/\s+/g, " ");
    throw new EmbeddedServerError("start-failed", `The embedded database could not be made in ${directory}: ${reason}`);
  }
}
