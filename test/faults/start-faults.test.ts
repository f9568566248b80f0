import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Redis } from "ioredis";
import { sql } from "kysely";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createDeskProcess } from "../../src/demo/desk-process.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { findProcesses } from "../support/processes.ts";
import { testOn } from "../support/real-server.ts";
import { redis, startRedis } from "../support/redis.ts";
import { silentLog } from "../support/silent-log.ts";

const PROGRAM = join(process.cwd(), "dist/cli/program.js");
const SECRET = "a secret of the test that is long enough to sign with";
const PASSWORD = "a-password-that-nobody-may-see";
const LIMIT_MS = 60_000;

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = mkdtempSync(join(tmpdir(), "svartid-start-"));
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  await database.drop();
});

interface Ended {
  code: number | null;
  output: string;
}

/** Runs the built command line in an empty directory, with nothing in its environment but what is given. */
function run(words: readonly string[], environment: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? "", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const limit = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  return new Promise((resolve) => {
    child.once("close", (code) => {
      clearTimeout(limit);
      resolve({ code, output });
    });
  });
}

/** The environment of a desk that would start, with something changed. */
function environment(change: Record<string, string | undefined> = {}): Record<string, string> {
  const whole = {
    DATABASE_URL: database.url,
    SVARTID_SECRET: SECRET,
    SVARTID_DESK: join(process.cwd(), "config/desk.yaml"),
    HTTP_PORT: "0",
    SVARTID_DATA_DIR: join(directory, "data"),
    ...change,
  };
  return Object.fromEntries(Object.entries(whole).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function databaseUrl(change: (url: URL) => void): string {
  const url = new URL(database.url);
  change(url);
  return url.href;
}

function expectMend({ code, output }: Ended, mend: RegExp): void {
  expect(output).toMatch(mend);
  expect(code).toBe(1);
  // Warnings about what is not configured may stand above; the fault itself is one line.
  const lines = output
    .trim()
    .split("\n")
    .filter((line) => line.startsWith("svartid:"));
  expect(lines).toHaveLength(1);
  expect(output).not.toMatch(/^\s+at .*:\d+/m);
  for (const secret of [SECRET, PASSWORD, new URL(database.url).password]) expect(output).not.toContain(secret);
  // The working directory is in the command line of whatever an embedded server would have left.
  expect(findProcesses(directory)).toEqual([]);
}

describe("svartid start ends with one sentence that says how to mend it", () => {
  test.each<[string, () => Record<string, string | undefined>, RegExp]>([
    ["a missing secret", () => ({ SVARTID_SECRET: undefined }), /SVARTID_SECRET is missing; set it to at least 32/],
    ["a short secret", () => ({ SVARTID_SECRET: "short" }), /SVARTID_SECRET is too short with 5 bytes/],
    ["a second secret that is short", () => ({ SVARTID_SECRET: `${SECRET},short` }), /too short.*number 2/],
    [
      "a database that is no URL",
      () => ({ DATABASE_URL: "localhost" }),
      /DATABASE_URL is not a URL that begins with postgres/,
    ],
    [
      "nothing listening",
      () => ({ DATABASE_URL: databaseUrl((url) => (url.port = "1")) }),
      /nothing listens there. Start PostgreSQL/,
    ],
    [
      "an unknown host",
      () => ({ DATABASE_URL: `postgres://u:${PASSWORD}@no-such-host.invalid/x` }),
      /host name is unknown. Correct DATABASE_URL/,
    ],
    [
      "a wrong password",
      () => ({ DATABASE_URL: databaseUrl((url) => (url.password = PASSWORD)) }),
      /refuses this user or password/,
    ],
    [
      "a missing database",
      () => ({ DATABASE_URL: databaseUrl((url) => (url.pathname = "/nowhere")) }),
      /no database of that name/,
    ],
    [
      "an unreachable Redis",
      () => ({ REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:1` }),
      /Redis at .* cannot be used .*remove REDIS_URL/,
    ],
    ["a public address that is no URL", () => ({ SVARTID_URL: "desk.example" }), /SVARTID_URL is not a URL/],
    [
      "a mailbox without a user",
      () => ({ IMAP_URL: "imaps://mail.example" }),
      /IMAP_URL is wrong: the URL names no user or no password; write it as imaps:/,
    ],
    [
      "a mailbox URL of another kind",
      () => ({ IMAP_URL: `pop3://u:${PASSWORD}@mail.example` }),
      /IMAP_URL is wrong: the URL begins with neither imaps/,
    ],
    ["a Redis that is no URL", () => ({ REDIS_URL: "127.0.0.1" }), /REDIS_URL is not a URL/],
    ["a bad port", () => ({ HTTP_PORT: "eighty" }), /HTTP_PORT is "eighty".*1 to 65535/],
    ["a log level that does not exist", () => ({ LOG_LEVEL: "loud" }), /LOG_LEVEL/],
    ["a mailbox that is no IMAP URL", () => ({ IMAP_URL: "http://mail.example" }), /IMAP_URL/],
    [
      "a desk file that is not there",
      () => ({ SVARTID_DESK: "nowhere.yaml" }),
      /nowhere.yaml.*does not exist; set SVARTID_DESK/s,
    ],
  ])(
    "%s",
    async (_, change, mend) => {
      const ended = await run(["start"], environment(change()));
      expectMend(ended, mend);
    },
    LIMIT_MS,
  );

  test.each<[string, (socket: Socket) => void]>([
    ["speaks something else", (socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n")],
    ["hangs up", (socket) => socket.destroy()],
    ["says nothing", (socket) => socket.resume()],
  ])(
    "a database server that %s",
    async (_, behave) => {
      const holder = createServer((socket) => behave(socket.on("error", () => undefined)));
      const port = await new Promise<number>((resolve) => {
        holder.listen(0, "127.0.0.1", () => resolve((holder.address() as { port: number }).port));
      });
      const ended = await run(
        ["start"],
        environment({ DATABASE_URL: `postgres://desk:${PASSWORD}@127.0.0.1:${port}/desk` }),
      );
      await new Promise((resolve) => holder.close(resolve));
      expectMend(ended, /does not answer as PostgreSQL does. Correct DATABASE_URL, or mend/);
    },
    LIMIT_MS,
  );

  test(
    "a start that fails ends the process, also one that another process holds by a channel",
    async () => {
      const holder = createServer();
      const port = await new Promise<number>((resolve) => {
        holder.listen(0, "127.0.0.1", () => resolve((holder.address() as { port: number }).port));
      });
      const held = createDeskProcess({
        program: PROGRAM,
        environment: { PATH: process.env.PATH, ...environment({ LMTP_LISTEN: `127.0.0.1:${port}` }) },
        url: `http://127.0.0.1:${await findFreePort()}`,
        logFile: join(directory, "held.log"),
      });
      await expect(held.start()).rejects.toThrow(/svartid start ended:[\s\S]*LMTP cannot be taken/);
      await held.stop();
      await new Promise((resolve) => holder.close(resolve));
    },
    LIMIT_MS,
  );

  test(
    "a place for LMTP that is taken, or that other machines reach",
    async () => {
      const holder = createServer();
      const port = await new Promise<number>((resolve) => {
        holder.listen(0, "127.0.0.1", () => resolve((holder.address() as { port: number }).port));
      });
      const http = String(await findFreePort());
      const taken = await run(["start"], environment({ HTTP_PORT: http, LMTP_LISTEN: `127.0.0.1:${port}` }));
      await new Promise((resolve) => holder.close(resolve));
      expectMend(taken, /LMTP cannot be taken at 127\.0\.0\.1:\d+, since another program has it: set LMTP_LISTEN/);
      const open = await run(["start"], environment({ HTTP_PORT: http, LMTP_LISTEN: "0.0.0.0:2424" }));
      expectMend(open, /LMTP_LISTEN is "0\.0\.0\.0:2424", where other machines could hand over mail; use a socket/);
    },
    LIMIT_MS,
  );

  test(
    "a port that is taken",
    async () => {
      const holder = createServer();
      const port = await new Promise<number>((resolve) => {
        holder.listen(0, "127.0.0.1", () => resolve((holder.address() as { port: number }).port));
      });
      const ended = await run(["start"], environment({ HTTP_PORT: String(port) }));
      await new Promise((resolve) => holder.close(resolve));
      expectMend(ended, /HTTP_PORT/);
    },
    LIMIT_MS,
  );

  test(
    "a schema newer than this version, and nothing is changed",
    async () => {
      const newer = await createTestDatabase();
      const open = openDatabase({ url: newer.url, log: silentLog, maxConnections: 1 });
      await sql`insert into kysely_migration (name, timestamp) values ('9999_future', '2099')`.execute(open);
      await open.destroy();
      const ended = await run(["start"], environment({ DATABASE_URL: newer.url }));
      await newer.drop();
      expectMend(ended, /migrated by a newer Svartid \(9999_future\)/);
    },
    LIMIT_MS,
  );

  test(
    "a database whose time was moved",
    async () => {
      const moved = await createTestDatabase();
      const open = openDatabase({ url: moved.url, log: silentLog, maxConnections: 1 });
      await sql`update desk_time set "offset" = '1 hour'`.execute(open);
      await open.destroy();
      const ended = await run(["start"], environment({ DATABASE_URL: moved.url }));
      await moved.drop();
      expectMend(ended, /time was moved/);
    },
    LIMIT_MS,
  );

  testOn(redis)(
    "a Redis that may drop jobs",
    async () => {
      const server = await startRedis();
      const client = new Redis(server.url);
      await client.config("SET", "maxmemory-policy", "allkeys-lru");
      client.disconnect();
      const ended = await run(["start"], environment({ REDIS_URL: server.url }));
      await server.stop();
      expectMend(ended, /maxmemory-policy allkeys-lru.*set "maxmemory-policy noeviction"/);
    },
    LIMIT_MS,
  );
});

test(
  "several faults of the environment are told at once, a line each",
  async () => {
    const { code, output } = await run(
      ["start"],
      environment({ SVARTID_SECRET: "too-short", HTTP_PORT: "eighty", LOG_LEVEL: "loud" }),
    );
    expect(code).toBe(1);
    const [heading, ...lines] = output.trim().split("\n");
    expect(heading).toBe("svartid: the environment is not right");
    expect(lines.map((line) => line.trim().split(" ")[0]).sort()).toEqual(["HTTP_PORT", "LOG_LEVEL", "SVARTID_SECRET"]);
    expect(output).not.toContain("too-short");
  },
  LIMIT_MS,
);

test(
  "every fault of a desk file is listed with its path and line, and nothing starts half-loaded",
  async () => {
    const file = join(directory, "desk.yaml");
    writeFileSync(file, "desk: { address: nobody, zone: Mars/Olympus }\ndefaultLevel: Z\nlevles: {}\n");
    const { code, output } = await run(["start"], environment({ SVARTID_DESK: file }));
    expect(code).toBe(1);
    expect(output).toMatch(/desk.yaml:1:\d+ desk.address/);
    expect(output).toMatch(/desk.yaml:3:\d+ levles: .*did you mean levels\?/);
    expect(output).not.toMatch(/^\s+at /m);
  },
  LIMIT_MS,
);

test(
  "a variable that the desk file names and nobody has set is a fault of its line",
  async () => {
    const file = join(directory, "named.yaml");
    writeFileSync(
      file,
      'desk: { address: support@desk.example, opsAddress: ops@desk.example }\nmailboxes:\n  - { name: a, imap: "${NO_SUCH}" }\n',
    );
    const { code, output } = await run(["start"], environment({ SVARTID_DESK: file }));
    expect(code).toBe(1);
    expect(output).toMatch(/named.yaml:3:\d+ .*NO_SUCH/);
  },
  LIMIT_MS,
);

test(
  "wrong usage ends with 2 and says how it is used",
  async () => {
    for (const words of [["start", "--role", "cook"], ["ticket", "list", "--limit", "many"], ["no-such-command"]]) {
      const { code, output } = await run(words, environment());
      expect(code).toBe(2);
      expect(output).toMatch(/--help|role|whole number|unknown command/);
    }
  },
  LIMIT_MS,
);
