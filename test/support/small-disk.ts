import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { findUser, isRoot, type RealServer } from "./installed-server.ts";

/** A database whose tables and sorts lie on a disk of their own that can be filled; the write-ahead log lies elsewhere. */
export interface SmallDisk {
  url: string;
  fill(): void;
  makeRoom(): void;
  drop(): Promise<void>;
}

const MEGABYTES = 64;

export const smallDisk: RealServer = { name: "a disk of its own", unavailable: whyNot };

function whyNot(): string | null {
  if (!isRoot()) return "only root can mount it";
  const directory = mkdtempSync(join(tmpdir(), "svartid-disk-"));
  try {
    mount(directory, 1);
    unmount(directory);
    return null;
  } catch {
    return "this machine lets nobody mount it";
  } finally {
    rmdirSync(directory);
  }
}

/** Moves a migrated database of the tests onto a small disk. */
export async function startSmallDisk(url: string): Promise<SmallDisk> {
  const directory = mkdtempSync(join(tmpdir(), "svartid-disk-"));
  mount(directory, MEGABYTES);
  const { uid, gid } = findUser("nobody");
  chownSync(directory, uid, gid);
  chmodSync(directory, 0o700);
  const name = `small_${randomBytes(6).toString("hex")}`;
  const database = new URL(url).pathname.slice(1);
  await onServer(url, `create tablespace ${name} location '${directory}'`);
  await onServer(url, `alter database ${database} set tablespace ${name}`);
  const ballast = join(directory, "ballast");
  return {
    url,
    fill() {
      const { bavail, bsize } = statfsSync(directory);
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    },
    makeRoom: () => rmSync(ballast, { force: true }),
    drop: async () => {
      rmSync(ballast, { force: true });
      await onServer(url, `alter database ${database} set tablespace pg_default`);
      await onServer(url, `drop tablespace ${name}`);
      unmount(directory);
      rmdirSync(directory);
    },
  };
}

function mount(directory: string, megabytes: number): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", directory], { stdio: "pipe" });
}

function unmount(directory: string): void {
  execFileSync("umount", [directory], { stdio: "pipe" });
}

/** In no database that is moved: nobody may be connected to that one. */
async function onServer(url: string, statement: string): Promise<void> {
  const server = new URL(url);
  server.pathname = "/postgres";
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
