import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Command } from "commander";
import { sql } from "kysely";
import pg from "pg";
import { ROUTES } from "../../src/adapters/http/routes.ts";
import { createProgram } from "../../src/cli/create-program.ts";
import { startHttp } from "../../src/start-http.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { ASKED, ASKED_ROUTES, countRecords, prepareAsk } from "../support/asked-routes.ts";
import { makeTestLink, useTestLink } from "../support/console-pass.ts";
import { createEmptyDatabase } from "../support/database.ts";
import { holdRows } from "../support/held-rows.ts";
import { type CommandWorld, RECORDED_COMMANDS, UNRECORDED_COMMANDS } from "../support/recorded-commands.ts";
import { runCli } from "../support/run-cli.ts";
import { SUPPORT_MAILBOX, TEST_DESK } from "../support/test-desk.ts";

const MORE = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
webhooks:
  - { name: plain, url: "http://127.0.0.1:1/", allowPrivate: true }
`;

const PROGRAM = join(process.cwd(), "dist/cli/program.js");

let world: AgentDesk;
let http: Awaited<ReturnType<typeof startHttp>>;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  world = await openAgentDesk(0, MORE);
  await world.say("#error new The import stops");
  // Sealed with the secret of that desk, which is not that of the commands.
  await sql`delete from erasure_key`.execute(database());
  http = await startHttp(world.desk.open);
  directory = mkdtempSync(join(tmpdir(), "svartid-deeds-"));
  writeFileSync(join(directory, "desk.yaml"), TEST_DESK + SUPPORT_MAILBOX + MORE);
  environment = {
    DATABASE_URL: world.desk.open.url,
    SVARTID_DESK: join(directory, "desk.yaml"),
    SVARTID_DATA_DIR: directory,
    SVARTID_SECRET: "a secret of the tests that is long enough to sign with",
  };
});
afterAll(async () => {
  await http.stop();
  await world.close();
  rmSync(directory, { recursive: true });
});

const stores = () => world.desk.open.unitOfWork.reading;
const database = () => world.desk.open.database;

const commandWorld = (): CommandWorld => ({
  ...holdRows(world),
  file(name, content = "") {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  },
  keyId: async () => (await stores().keys.list())[0]?.id ?? 0,
  async suppressed() {
    await stores().suppressions.add("gone@north.example", "550 5.1.1");
    return "gone@north.example";
  },
  async closedPerson() {
    await sql`update ticket set state = 'closed', closed_at = desk_now() from requester
      where requester.id = requester_id and address = 'ida@north.example'`.execute(database());
    return "ida@north.example";
  },
  backupFile: () => join(directory, "backups", readdirSync(join(directory, "backups")).sort().at(-1) ?? ""),
});

describe("commands", () => {
  test("each is known to leave a record or known not to, with the reason", async () => {
    const known = [...Object.keys(RECORDED_COMMANDS), ...Object.keys(UNRECORDED_COMMANDS)].sort();
    expect(namesOf(await createProgram([])).sort()).toEqual(known);
  });

  test.each(Object.entries(RECORDED_COMMANDS))(
    "svartid %s leaves its record",
    async (name, { words, action, onEmpty, isBuilt }) => {
      const empty = onEmpty ? await createEmptyDatabase() : null;
      const url = empty?.url ?? world.desk.open.url;
      try {
        const before = empty === null ? await headOf(url) : 0;
        const line = [...name.split(" "), ...(await words(commandWorld()))];
        const run = isBuilt ? runBuilt : runCli;
        expect(await run(line, { ...environment, DATABASE_URL: url })).toMatchObject({ code: 0 });
        const added = (await deedsOf(url)).filter(({ id }) => id > before);
        expect(added).toContainEqual(
          expect.objectContaining({ action, actor_kind: "cli", actor_id: userInfo().username }),
        );
      } finally {
        await empty?.drop();
      }
    },
  );
});

async function runBuilt(words: string[], given: NodeJS.ProcessEnv): Promise<{ code: number | null }> {
  const env = { PATH: process.env.PATH, ...given };
  const program = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(program, "exit")) as [number | null];
  return { code };
}

/** Every command that does something itself, with the words that lead to it. */
function namesOf(command: Command, path: readonly string[] = []): string[] {
  const isAction = (command as unknown as { _actionHandler: unknown })._actionHandler != null;
  const below = command.commands.flatMap((one) => namesOf(one, [...path, one.name()]));
  return [...(isAction ? [path.join(" ")] : []), ...below];
}

interface Deed {
  id: number;
  action: string;
  actor_kind: string;
  actor_id: string | null;
}

async function deedsOf(url: string): Promise<Deed[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query<Deed>(
      "select id::integer, action, actor_kind, actor_id from audit_event order by id",
    );
    return found.rows;
  } finally {
    await client.end();
  }
}

const headOf = async (url: string) => (await deedsOf(url)).at(-1)?.id ?? 0;

describe("routes", () => {
  const changing = Object.entries(ROUTES).filter(([, { method }]) => method !== "GET");

  test("each that changes something is asked, or the reason is told", () => {
    expect(Object.keys(ASKED).sort()).toEqual(changing.map(([name]) => name).sort());
  });

  test.each(ASKED_ROUTES)("%s leaves its record, in the audit trail or in the ticket's history", async (name, ask) => {
    const send = await prepareAsk(world, http.url, name, ask);
    const before = await countRecords(world);
    const answer = await send();
    const refusal = answer.status < 400 ? null : await answer.text();
    expect(refusal).toBeNull();
    expect(await countRecords(world)).toBeGreaterThan(before);
  });

  test("who signs in by a printed link is on record, and who only follows it leaves none", async () => {
    const link = await makeTestLink(world.desk.open, http.url, null);
    const before = await headOf(world.desk.open.url);
    expect((await fetch(link)).status).toBe(200);
    expect(await headOf(world.desk.open.url)).toBe(before);
    expect((await useTestLink(link)).status).toBe(303);
    expect((await deedsOf(world.desk.open.url)).filter(({ id }) => id > before)).toEqual([
      expect.objectContaining({ action: "console.signed-in", actor_kind: "console", actor_id: null }),
    ]);
  });
});
