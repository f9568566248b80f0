import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openBackup } from "../../src/adapters/files/open-backup.ts";
import { createRestoreTarget } from "../../src/adapters/postgres/backup/restore-target.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { restore } from "../../src/usecases/backup/restore.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { resumeWaitingErasures } from "../../src/wire-privacy.ts";
import { MIGRATIONS, openDesk } from "../../src/wiring.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { CANARY, type CanaryScene, findCanary, holdsCanary, plantCanary } from "../support/canary-person.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/database.ts";
import { queryDatabase as query } from "../support/query-database.ts";
import { runCli } from "../support/run-cli.ts";
import { sharedParser } from "../support/shared-parser.ts";
import { silentLog } from "../support/silent-log.ts";
import { runBuilt as runProgram } from "../support/spawn-desk.ts";
import { SUPPORT_MAILBOX, TEST_DESK } from "../support/test-desk.ts";

const SECRET = "a secret for the tests that is long enough to sign with";

const QUIETLY = { ranUntil: null, onProgress: () => undefined, actor: SYSTEM };

let directory: string;
let desk: AgentDesk;
let scene: CanaryScene;
let backup: string;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-erased-"));
  writeFileSync(join(directory, "desk.yaml"), TEST_DESK + SUPPORT_MAILBOX);
  desk = await openAgentDesk();
  scene = await plantCanary(desk);
  // The secret of that desk is none that the environment can say.
  await query(desk.desk.open.url, "delete from erasure_key");
  const taken = await run(["backup"]);
  expect(taken).toMatchObject({ err: "", code: 0 });
  backup = /^(\S+\.zip): /m.exec(taken.out)?.[1] ?? "";
});

afterAll(async () => {
  await desk.close();
  for (const database of databases) await database.drop();
  rmSync(directory, { recursive: true });
});

const environment = (url: string, more: NodeJS.ProcessEnv = {}) => ({
  DATABASE_URL: url,
  SVARTID_DESK: join(directory, "desk.yaml"),
  SVARTID_SECRET: SECRET,
  SVARTID_DATA_DIR: join(directory, "data"),
  ...more,
});

const run = (words: string[], url = desk.desk.open.url, more: NodeJS.ProcessEnv = {}) =>
  runCli(words, environment(url, more), directory);

/** The built program: it reads mail in workers, which the sources cannot. */
const runBuilt = (words: string[], url = desk.desk.open.url, more: NodeJS.ProcessEnv = {}) =>
  runProgram({ words, environment: environment(url, more), directory });

async function emptyDatabase(): Promise<string> {
  const database = await createEmptyDatabase();
  databases.push(database);
  return database.url;
}

/** What lies on the disk beside the database, but for the backup that was taken while she was here. */
function filesWithCanary(): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".zip"))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => holdsCanary(readFileSync(path, "latin1")));
}

test("svartid person export writes one file, and never over another", async () => {
  const out = join(directory, "hers.zip");
  expect(await run(["person", "export", CANARY.address, "--out", out])).toMatchObject({ code: 0, err: "" });
  expect(await run(["person", "export", CANARY.address, "--out", out])).toMatchObject({
    code: 1,
    err: expect.stringContaining("is there already: name another file with --out"),
  });
  expect(await run(["person", "export", "nobody@south.example"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("nothing is held about nobody@south.example"),
  });
  expect(await run(["person", "export", "two words"])).toMatchObject({ code: 2 });
  rmSync(out);
});

test("svartid person erase says what goes, asks, and changes nothing before", async () => {
  const dry = await run(["person", "erase", CANARY.address, "--dry-run"]);
  expect(dry).toMatchObject({ code: 0, err: "" });
  expect(dry.out).toMatch(/2 tickets, 4 mails from them/);
  expect(dry.out).toMatch(/^goes: /m);
  expect(dry.out).toMatch(/^stays: /m);
  expect(dry.out).toMatch(/^yours: .*mailbox itself and the journal/m);
  expect(await run(["person", "erase", CANARY.address])).toMatchObject({
    code: 1,
    err: expect.stringContaining("add --yes"),
  });
  expect(await run(["person", "erase", CANARY.address, "--yes", "--reason", `for ${CANARY.address}`])).toMatchObject({
    code: 1,
    err: expect.stringContaining("--reason names the person"),
  });
  expect(await run(["person", "erase", CANARY.address, "--yes", "--reason", `${CANARY.name} asked`])).toMatchObject({
    code: 1,
    err: expect.stringContaining("--reason names the person"),
  });
  const named = await run(["person", "erase", CANARY.address, "--name", "Kanariefugl", "--dry-run"]);
  expect(named.out).toMatch(/^1 tickets of others name them, by the address or a name that was given$/m);
  expect(await run(["person", "erase", "mette@north.example", "--yes"])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/SV-\S+ is not closed/),
  });
  expect(await query(desk.desk.open.url, "select 1 from erasure")).toEqual([]);
});

test("with --yes it is done, and the list lies in the data directory and beside the backups", async () => {
  const reports = () => run(["report", "sla", "--month", new Date().toISOString().slice(0, 7), "--json"]);
  const countedAt = (out: string) => ({ ...JSON.parse(out), countedAt: null });
  const before = await reports();
  expect(await runBuilt(["person", "erase", CANARY.address, "--yes", "--reason", "asked for"])).toMatchObject({
    code: 0,
    out: expect.stringContaining(`${CANARY.address} is erased.`),
  });
  expect(await findCanary(desk.desk.open.url)).toEqual([]);
  expect(filesWithCanary()).toEqual([]);
  const after = await reports();
  expect(countedAt(after.out)).toEqual(countedAt(before.out));
  for (const path of ["data/erasures.json", "data/backups/erasures.json"]) {
    const list = JSON.parse(readFileSync(join(directory, path), "utf8"));
    expect(list.erasures).toEqual([{ code: expect.stringMatching(/^[0-9a-f]{64}$/), at: expect.any(String) }]);
  }
});

test("a backup from before brings nobody back, whatever the secret is by now", async () => {
  const url = await emptyDatabase();
  const restored = await runBuilt(["restore", backup], url, {
    SVARTID_SECRET: `a new secret that is also long enough to sign with,${SECRET}`,
    SVARTID_DATA_DIR: join(directory, "rotated"),
  });
  expect(restored).toMatchObject({
    code: 0,
    out: expect.stringMatching(/Whoever was erased until \S+ is erased again \(1\)/),
  });
  await query(url, "vacuum full");
  expect(await findCanary(url)).toEqual([]);
  expect(
    await query(url, `select ref from ticket where ref in ('${scene.own.ref}', '${scene.others.ref}') order by id`),
  ).toHaveLength(2);
  // Sealed anew under the first secret: the old one may go.
  const again = await run(["person", "erase", "bo@north.example", "--dry-run"], url, {
    SVARTID_SECRET: "a new secret that is also long enough to sign with",
    SVARTID_DATA_DIR: join(directory, "rotated"),
  });
  expect(again.err).not.toContain("sealed with another SVARTID_SECRET");
});

test("what the mailbox still has of an erased person is taken in as seen, and answered by nobody", async () => {
  const url = await emptyDatabase();
  await restore({ openBackup, target: createRestoreTarget(url, MIGRATIONS) }, backup, QUIETLY);
  const { settings } = desk.desk.open;
  const open = await openDesk(
    {
      ...settings,
      config: { ...settings.config, databaseUrl: url, secrets: [SECRET], dataDirectory: join(directory, "data") },
    },
    { log: silentLog, movedTime: true, parser: sharedParser() },
  );
  try {
    const count = async () =>
      (
        await query<{ outbox: number; tickets: number }>(
          url,
          "select (select count(*) from outbox)::int as outbox, (select count(*) from ticket)::int as tickets",
        )
      )[0];
    const before = await count();
    const [mailboxId = 0] = open.mailboxIds.values();
    const mails = [
      `From: ${CANARY.name} <${CANARY.address}>\r\nTo: support@desk.example\r\nSubject: Gulfjer\r\nMessage-ID: <late@south.example>\r\n\r\nSangbur.\r\n`,
      `From: Mette <mette@north.example>\r\nTo: support@desk.example\r\nCc: "${CANARY.name}" <${CANARY.address}>\r\nSubject: Ny\r\nMessage-ID: <cc@north.example>\r\n\r\nSpørg ${CANARY.name}.\r\n`,
    ].map((text, index) => ({
      uid: 9_000 + index,
      ...bytesOf(text),
      internalDate: open.unitOfWork.reading.now().then((now) => now - 3_600_000),
    }));
    for (const { internalDate, ...mail } of mails) {
      const at = { internalDate: (await internalDate) as never };
      await open.unitOfWork.reading.mailboxes.accept({
        mailboxId,
        epoch: null,
        channel: "imap",
        folder: "INBOX",
        uidvalidity: 1,
        mails: [{ ...mail, ...at }],
      });
    }
    await fileMailboxes(open.filing);
    const filed = await query(
      url,
      "select decision, kind, sender_address, subject from filing join inbound_email on inbound_email.id = inbound_email_id order by filing.inbound_email_id desc limit 2",
    );
    expect(filed[1]).toMatchObject({ decision: "recorded", sender_address: null, subject: null });
    // Mette's is a ticket as any other, on which she alone takes part.
    const after = await count();
    expect(after?.tickets).toBe((before?.tickets ?? 0) + 1);
    await resumeWaitingErasures(open);
    // What tells colleagues of it leaves, and then it is forgotten too.
    await query(url, "update outbox set state = 'sent' where state in ('queued', 'uncertain')");
    await resumeWaitingErasures(open);
    expect(await findCanary(url)).toEqual([]);
    expect(await query(url, "select 1 from erasure where finished_at is null or person is not null")).toEqual([]);
    expect(await query(url, `select 1 from outbox_recipient where address = '${CANARY.address}'`)).toEqual([]);
  } finally {
    await open.close();
  }
});

test("a database that another program restored is brought up to date when the desk starts", async () => {
  const url = await emptyDatabase();
  const aside = join(directory, "data", "aside.json");
  renameSync(join(directory, "data", "erasures.json"), aside);
  const beside = join(directory, "data", "backups", "erasures.json");
  renameSync(beside, `${beside}.aside`);
  const refused = await run(["restore", backup], url);
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/who was erased since \S+ is not known.*--erasures.*--no-erasures/s),
  });
  expect(await query(url, "select 1 from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
  expect(await run(["restore", backup, "--no-erasures"], url)).toMatchObject({
    code: 0,
    out: expect.stringContaining("Who was erased since the backup is not known"),
  });
  expect((await findCanary(url)).length).toBeGreaterThan(40);
  renameSync(aside, join(directory, "data", "erasures.json"));
  renameSync(`${beside}.aside`, beside);
  const { settings } = desk.desk.open;
  const open = await openDesk(
    {
      ...settings,
      config: { ...settings.config, databaseUrl: url, secrets: [SECRET], dataDirectory: join(directory, "data") },
    },
    { log: silentLog, movedTime: true, parser: sharedParser() },
  );
  expect(await open.unitOfWork.reading.erasures.listUnfinished()).toHaveLength(1);
  await resumeWaitingErasures(open);
  await open.close();
  expect(await findCanary(url)).toEqual([]);
});

test("a list that is none is named, and nothing is restored", async () => {
  const url = await emptyDatabase();
  const wrong = join(directory, "wrong.json");
  writeFileSync(wrong, '{"format": 1, "erasures": "many"}');
  expect(await run(["restore", backup, "--erasures", wrong], url)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/wrong\.json is not a list of erasures/),
  });
  expect(await query(url, "select 1 from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
});

function bytesOf(text: string) {
  const bytes = Buffer.from(text);
  return { bytes, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
