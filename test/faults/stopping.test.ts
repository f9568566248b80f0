import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "@jest/globals";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { runCli } from "../support/run-cli.ts";
import { type SpawnedDesk, spawnDesk } from "../support/spawn-desk.ts";
import { until } from "../support/until.ts";

const MINUTE_MS = 60_000;
const SAME_WISH_MS = 1_000;
let directory: string;
let database: TestDatabase;
let desk: SpawnedDesk;
let port: number;
const sockets: Socket[] = [];

const environment = () => ({
  DATABASE_URL: database.url,
  SVARTID_DESK: join(process.cwd(), "config/desk.yaml"),
  SVARTID_SECRET: "a secret for stopping that is long enough to sign with",
  HTTP_PORT: String(port),
});

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-stopping-"));
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  desk.signal("SIGKILL");
  await desk.ended;
});
afterAll(async () => {
  await database.drop();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<void> {
  port = await findFreePort();
  desk = await spawnDesk({ words: ["start"], environment: environment(), directory });
}

/** A request whose body never ends: the desk waits for the rest of it. */
async function hang(): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket);
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  const head =
    "POST /request HTTP/1.1\r\nHost: desk\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 999\r\n\r\n";
  await new Promise<void>((resolve) => socket.write(`${head}name=`, () => resolve()));
  // Whoever is asked after it was taken up answers.
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  return socket;
}

test(
  "asked once it ends with 0, also while a client never finishes what it asks",
  async () => {
    await start();
    const socket = await hang();
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    desk.signal("SIGTERM");
    expect(await desk.ended).toBe(0);
    await closed;
    expect(desk.output()).toContain("svartid stops");
    expect(desk.output()).not.toMatch(/"level":"(error|fatal)"/);
  },
  2 * MINUTE_MS,
);

test(
  "asked twice, by whatever signals, it ends at once",
  async () => {
    await start();
    await hang();
    desk.signal("SIGTERM");
    await until(() => desk.output().includes("svartid stops"));
    let how: number | NodeJS.Signals | null | undefined;
    void desk.ended.then((ended) => {
      how = ended;
    });
    await until(async () => {
      await sleep(SAME_WISH_MS / 10);
      if (how === undefined) desk.signal("SIGINT");
      return how !== undefined;
    });
    expect(how).toBe("SIGINT");
  },
  2 * MINUTE_MS,
);

test(
  "a Ctrl-C that npm hands on to it is the one it has had: it ends in order",
  async () => {
    await start();
    const socket = await hang();
    desk.signal("SIGINT");
    await until(() => desk.output().includes("svartid stops"));
    desk.signal("SIGINT");
    expect(await desk.ended).toBe(0);
    socket.destroy();
  },
  2 * MINUTE_MS,
);

test(
  "svartid ready says what is red and what to do, that it runs all the same, and nothing of one that is gone",
  async () => {
    await start();
    const ready = (...words: string[]) => runCli(["ready", ...words], environment(), directory);
    const red = await ready();
    expect(red.code).toBe(1);
    expect(red.out).toMatch(/^FAIL {2}mailboxes: .*\n {6}\S.*(IMAP_URL|LMTP_LISTEN)/m);
    expect(JSON.parse((await ready("--json")).out)).toMatchObject({ ready: false, checks: expect.any(Array) });
    expect(await ready("--alive", "--wait", "30")).toMatchObject({ code: 0, out: "The desk runs.\n" });
    desk.signal("SIGTERM");
    await desk.ended;
    const gone = await ready("--alive");
    expect([gone.code, gone.out]).toEqual([1, ""]);
    expect(gone.err).toMatch(/^svartid: no desk answers at 127\.0\.0\.1:\d+: start it/);
  },
  2 * MINUTE_MS,
);
