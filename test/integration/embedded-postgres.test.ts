import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import pg from "pg";
import { assertPostgresRuns } from "../../src/adapters/embedded/postgres-binaries.ts";
import { removeEmbeddedPostgres } from "../../src/adapters/embedded/remove-embedded-postgres.ts";
import {
  type Answer,
  type Holder,
  type Installation,
  makeInstallation,
  makePrivateDirectory,
  type User,
} from "../support/embedded-installation.ts";
import { findUser, isRoot } from "../support/installed-server.ts";
import { childrenOf, findProcesses, isRunning } from "../support/processes.ts";

const USERS: User[] = isRoot()
  ? [{ name: "root" }, { name: "a normal user", ...findUser("nobody") }]
  : [{ name: "a normal user" }];

let installation: Installation;

beforeAll(async () => {
  installation = await makeInstallation();
});

afterAll(() => installation.remove());

describe.each(USERS)("for $name", (user) => {
  let dataDir: string;
  const holders: Holder[] = [];

  beforeEach(() => {
    dataDir = makePrivateDirectory(user);
  });

  afterEach(async () => {
    for (const { child, exited } of holders.splice(0)) {
      child.kill("SIGTERM");
      await exited;
    }
    await untilGone(dataDir);
    removeEmbeddedPostgres(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<Holder> {
    const holder = await installation.hold(dataDir, user);
    holders.push(holder);
    return holder;
  }

  async function startStop(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
    const holder = await start();
    await query(holder.answer, work);
    holder.child.kill("SIGTERM");
    await holder.exited;
  }

  test("what was written is there after a stop and a start, and a stop leaves no process", async () => {
    await startStop((client) => client.query("create table kept as select 1 as value"));
    expect(processesOn(dataDir)).toEqual([]);
    await startStop(async (client) => {
      expect((await client.query("select value from kept")).rows).toEqual([{ value: 1 }]);
    });
  });

  test("a data directory that was removed and made again begins anew", async () => {
    await startStop((client) => client.query("create table gone ()"));
    await untilGone(dataDir);
    for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
    await startStop(async (client) => {
      expect((await client.query("select to_regclass('gone') as found")).rows).toEqual([{ found: null }]);
    });
  });

  test("the password is random and may be read by its owner only", async () => {
    await startStop(async () => {
      const file = join(dataDir, "postgres-password");
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).toMatch(/^[\w-]{32}$/);
    });
  });

  test("a process killed with -9 leaves no database server behind, and the next start works", async () => {
    const first = await start();
    await query(first.answer, (client) => client.query("create table kept as select 1 as value"));
    first.child.kill("SIGKILL");
    await untilGone(dataDir);
    await startStop((client) => client.query("select value from kept"));
  });

  test("a server whose process and keeper were both killed with -9 is stopped by the next start", async () => {
    const first = await start();
    const [keeper] = childrenOf(first.child.pid!);
    const [postmaster] = childrenOf(keeper!);
    // It must not see that the process is gone before it is killed itself.
    process.kill(keeper!, "SIGSTOP");
    first.child.kill("SIGKILL");
    process.kill(keeper!, "SIGKILL");
    await first.exited;
    expect(isRunning(postmaster!)).toBe(true);
    const second = await start();
    expect(isRunning(postmaster!)).toBe(false);
    await query(second.answer, (client) => client.query("select 1"));
  });

  test("a server killed with -9 together with everything around it recovers", async () => {
    const first = await start();
    await query(first.answer, (client) => client.query("create table kept as select 1 as value"));
    const [keeper] = childrenOf(first.child.pid!);
    const [postmaster] = childrenOf(keeper!);
    for (const pid of [first.child.pid!, keeper!, postmaster!]) {
      process.kill(pid, "SIGKILL");
    }
    await first.exited;
    await startStop((client) => client.query("select value from kept"));
  });

  test("a second start in one directory is refused in a sentence, and the first one keeps running", async () => {
    const first = await start();
    const second = await start();
    expect(second.answer).toEqual({
      code: "already-running",
      message: `The data directory ${dataDir} is in use by process ${first.child.pid}: stop that one, or set SVARTID_DATA_DIR to another directory.`,
    });
    await query(first.answer, (client) => client.query("select 1"));
  });

  test("a lock of a process whose number has another bearer by now does not hold", async () => {
    writeFileSync(join(dataDir, "lock"), JSON.stringify({ pid: process.pid, startedAt: "1" }), { mode: 0o644 });
    await startStop((client) => client.query("select 1"));
  });

  test("an initdb that was interrupted half-way is made again", async () => {
    await startStop(() => Promise.resolve());
    const home = homeOf(dataDir);
    renameSync(join(home, "cluster"), join(home, "init"));
    rmSync(join(home, "init", "global"), { recursive: true });
    await startStop((client) => client.query("select 1"));
  });

  test("a postmaster.pid that names somebody else's process is no obstacle, and that process lives on", async () => {
    await startStop(() => Promise.resolve());
    const pidFile = join(homeOf(dataDir), "cluster", "postmaster.pid");
    writeFileSync(pidFile, `${process.pid}\n${homeOf(dataDir)}\n1700000000\n1\n\n127.0.0.1\n`, { mode: 0o644 });
    await startStop((client) => client.query("select 1"));
  });
});

test("the symlinks that an installation without scripts lacks are made at the start", async () => {
  const link = join(installation.native, "lib", "libpq.so.5");
  rmSync(link, { force: true });
  const dataDir = makePrivateDirectory(USERS[0]!);
  const { child, exited } = await installation.hold(dataDir, USERS[0]!);
  expect(existsSync(link)).toBe(true);
  child.kill("SIGTERM");
  await exited;
  removeEmbeddedPostgres(dataDir);
  rmSync(dataDir, { recursive: true });
});

test("programs that cannot run here are explained in one sentence", () => {
  const directory = makePrivateDirectory({ name: "ourselves" });
  mkdirSync(join(directory, "bin"));
  const program = join(directory, "bin", "postgres");
  writeFileSync(program, "#!/no/such/loader\n", { mode: 0o755 });
  expect(() => assertPostgresRuns(directory, {})).toThrow("needs glibc, which is not here: set DATABASE_URL");
  chmodSync(program, 0o644);
  expect(() => assertPostgresRuns(directory, {})).toThrow("may not be run (is that file system mounted noexec?)");
  rmSync(directory, { recursive: true });
});

async function query(answer: Answer, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  if (!("url" in answer)) {
    throw new Error(answer.message);
  }
  const client = new pg.Client({ connectionString: answer.url });
  await client.connect();
  await work(client).finally(() => client.end());
}

function homeOf(dataDir: string): string {
  const note = join(dataDir, "postgres-place");
  if (!existsSync(note)) {
    return join(dataDir, "postgres");
  }
  return readFileSync(note, "utf8").trim();
}

function processesOn(dataDir: string): unknown[] {
  return [...findProcesses(join(homeOf(dataDir), "cluster")), ...findProcesses(dataDir)];
}

async function untilGone(dataDir: string): Promise<void> {
  while (processesOn(dataDir).length > 0) {
    await sleep(50);
  }
}
