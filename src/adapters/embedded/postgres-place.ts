import { createHash } from "node:crypto";
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { EmbeddedServerError } from "./embedded-server-error.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";
import { copyBinaries, removeUnusedCopies } from "./postgres-copy.ts";

export type PostgresUser = { uid: number; gid: number };

/** Where the programs and the cluster lie, and as whom PostgreSQL runs (null: as ourselves). */
export type PostgresPlace = { binaries: string; home: string; user: PostgresUser | null; warning: string | null };

const SYSTEM_BASE = "/var/lib/svartid";
const NOTE_FILE = "postgres-place";
/** In the data directory, beside the note: the password of its database. */
export const PASSWORD_FILE = "postgres-password";

/**
 * A normal user runs PostgreSQL where everything already is. PostgreSQL refuses to run as root, and the user `nobody`, as whom root
 * runs it, may not enter a private directory: so both programs and cluster then lie outside, and the data directory notes where.
 */
export function choosePostgresPlace(dataDir: string, binaries: PostgresBinaries): PostgresPlace {
  const inPlace = join(dataDir, "postgres");
  if (process.getuid?.() !== 0) {
    mkdirSync(inPlace, { recursive: true, mode: 0o700 });
    return { binaries: binaries.root, home: inPlace, user: null, warning: null };
  }
  refuseClusterOfNormalUser(inPlace, dataDir);
  const base = chooseBase(dataDir);
  const user = findNobody();
  const home = join(base, clusterName(dataDir));
  refuseMovedDirectory(dataDir, home);
  setLeftBehindAside(dataDir, home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  chownSync(home, user.uid, user.gid);
  writeFileSync(join(dataDir, NOTE_FILE), `${home}\n`, { mode: 0o600 });
  const warning = base === SYSTEM_BASE ? null : `the database lies in ${home}, which the system may empty`;
  return { binaries: copyBinaries(base, binaries), home, user, warning };
}

/** Removes what root keeps outside the data directory, for a data directory that is itself about to go. */
export function removePostgresPlace(dataDir: string): void {
  const home = readNote(dataDir);
  // The note of a copied directory names the database of the one it was copied from.
  if (home !== null && basename(home) === clusterName(dataDir)) {
    rmSync(home, { recursive: true, force: true });
    rmSync(asideOf(home), { recursive: true, force: true });
    removeUnusedCopies(dirname(home));
  }
  rmSync(join(dataDir, "postgres"), { recursive: true, force: true });
}

function refuseClusterOfNormalUser(inPlace: string, dataDir: string): void {
  const owner = statSync(inPlace, { throwIfNoEntry: false })?.uid;
  if (owner !== undefined) {
    throw new EmbeddedServerError(
      "wrong-owner",
      `The database in ${dataDir} belongs to the user with id ${owner}: start as that user, or set SVARTID_DATA_DIR to another directory.`,
    );
  }
}

function refuseMovedDirectory(dataDir: string, home: string): void {
  const noted = readNote(dataDir);
  if (noted !== null && noted !== home) {
    throw new EmbeddedServerError(
      "wrong-place",
      `The data directory ${dataDir} was moved or copied from where its database was made: move ${noted} to ${home} to take it along, or remove ${join(dataDir, NOTE_FILE)} to begin anew.`,
    );
  }
}

/**
 * Whoever removes a data directory means its database too, but what lies outside it stays. A new directory at the old place
 * begins anew; the old database is kept once, in case that was a mistake.
 */
function setLeftBehindAside(dataDir: string, home: string): void {
  const isNew = readNote(dataDir) === null && !existsSync(join(dataDir, PASSWORD_FILE));
  if (!isNew || !existsSync(home)) return;
  rmSync(asideOf(home), { recursive: true, force: true });
  renameSync(home, asideOf(home));
}

function asideOf(home: string): string {
  return `${home}-left-behind`;
}

function chooseBase(dataDir: string): string {
  const noted = readNote(dataDir);
  const bases = noted === null ? [SYSTEM_BASE, join(tmpdir(), "svartid")] : [dirname(noted)];
  const usable = bases.find(prepareBase);
  if (usable === undefined) {
    throw new EmbeddedServerError(
      "cannot-run",
      `Root cannot keep a database in ${bases.join(" or ")}: make it a directory that only root may write, or set DATABASE_URL.`,
    );
  }
  return usable;
}

function prepareBase(base: string): boolean {
  try {
    mkdirSync(base, { recursive: true, mode: 0o755 });
  } catch {
    return false;
  }
  const found = lstatSync(base);
  // In a temporary directory anybody may have made this name first, and then owns what we would run.
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

function readNote(dataDir: string): string | null {
  const note = join(dataDir, NOTE_FILE);
  return existsSync(note) ? readFileSync(note, "utf8").trim() : null;
}

function clusterName(dataDir: string): string {
  return createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
}

function findNobody(): PostgresUser {
  const line = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync("/etc/passwd", "utf8"));
  // 65534 is nobody on every Linux distribution; a container without an entry for it still has the number.
  return line === null ? { uid: 65534, gid: 65534 } : { uid: Number(line[1]), gid: Number(line[2]) };
}
