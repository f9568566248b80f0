import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openBackup } from "../../src/adapters/files/open-backup.ts";
import { createRestoreTarget } from "../../src/adapters/postgres/backup/restore-target.ts";
import { createSnapshotSource } from "../../src/adapters/postgres/backup/snapshot-source.ts";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createJobRunStore } from "../../src/adapters/postgres/job-run-store.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import { digest } from "../../src/adapters/system/digest.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { audit } from "../../src/usecases/audit.ts";
import { backupReadiness } from "../../src/usecases/backup/backup-readiness.ts";
import { backUpNightly, type NightlyServices } from "../../src/usecases/backup/nightly.ts";
import { restore } from "../../src/usecases/backup/restore.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { BackupDamaged, type RestoreOptions } from "../../src/usecases/ports/backups.ts";
import { followReleases } from "../../src/usecases/releases/follow-releases.ts";
import { askSurveys } from "../../src/usecases/survey/ask-surveys.ts";
import { wireAudit } from "../../src/wire-audit.ts";
import { backUpNow, drillNow, wireNightly } from "../../src/wire-backup.ts";
import { MIGRATIONS, type OpenDesk, openDesk } from "../../src/wiring.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { createEmptyDatabase, type TestDatabase } from "../support/database.ts";
import { queryDatabase as query } from "../support/query-database.ts";
import { sharedParser } from "../support/shared-parser.ts";
import { silentLog } from "../support/silent-log.ts";

const QUIETLY: RestoreOptions = { ranUntil: null, onProgress: () => undefined, actor: SYSTEM };

let directory: string;
let desk: AgentDesk;
let path: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-backup-"));
  desk = await openAgentDesk(600, `backup: { directory: ${JSON.stringify(join(directory, "backups"))} }\n`);
  await desk.opens("Måleren viser forkert.\n\tEn \\N og en \\. på en linje\n\\.\n");
  await desk.say("Vi ser på det.");
  await desk.say("#note\nEn note");
  // Nobody knows whether it arrived, and it is to be sent once more: the lost desk may have done that.
  await query(
    desk.desk.open.url,
    "update outbox set state = 'uncertain', next_at = desk_now(), committing_at = desk_now() where class = 'reply'",
  );
  const taken = await backUpNow(desk.desk.open);
  if (taken.kind !== "taken") throw new Error(taken.kind);
  path = join(directory, "backups", taken.name);
});

afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await desk.close();
  rmSync(directory, { recursive: true });
});

/** An empty database, dropped when all is done. */
async function emptyDatabase(): Promise<TestDatabase> {
  const database = await createEmptyDatabase();
  closing.push(() => database.drop());
  return database;
}

const restoreTo = (url: string, options = QUIETLY, file = path) =>
  restore({ openBackup, target: createRestoreTarget(url, MIGRATIONS) }, file, options);

/** Every table as COPY writes it, in an order that says nothing of where the rows lie. */
async function contentOf(url: string): Promise<Map<string, string>> {
  const content = new Map<string, string>();
  await createSnapshotSource(url).withSnapshot(async (snapshot) => {
    for (const table of snapshot.tables) {
      const chunks: Buffer[] = [];
      for await (const chunk of snapshot.copyTable(table)) chunks.push(Buffer.from(chunk));
      content.set(table.name, Buffer.concat(chunks).toString().split("\n").sort().join("\n"));
    }
  });
  return content;
}

/** The desk as it would be started on a restored database. */
async function openRestored(url: string): Promise<OpenDesk> {
  const { settings } = desk.desk.open;
  const restored = await openDesk(
    { ...settings, config: { ...settings.config, databaseUrl: url } },
    { log: silentLog, movedTime: true, parser: sharedParser() },
  );
  closing.push(() => restored.close());
  return restored;
}

describe("a backup that is restored", () => {
  let database: TestDatabase;
  let restored: Awaited<ReturnType<typeof restoreTo>>;
  let open: OpenDesk;

  beforeAll(async () => {
    database = await emptyDatabase();
    restored = await restoreTo(database.url);
    open = await openRestored(database.url);
  });

  test("has every row of every table, but for the mail that was on its way, its count, and the run of the backup", async () => {
    const [before, after] = [await contentOf(desk.desk.open.url), await contentOf(database.url)];
    const differing = [...before.keys()].filter((name) => before.get(name) !== after.get(name));
    expect([...after.keys()]).toEqual([...before.keys()]);
    expect(differing.sort()).toEqual([
      "audit_event",
      "audit_head",
      "feed_event",
      "job_run",
      "outbox",
      "restoration",
      "tally",
    ]);
    expect(before.get("raw_mail")?.length).toBeGreaterThan(500);
  });

  test("has every key and every trigger, and its books are in order", async () => {
    const keys = "select count(*)::int as count from pg_constraint where contype = 'f' and convalidated";
    const triggers = "select count(*)::int as count from pg_trigger where not tgisinternal and tgenabled = 'O'";
    for (const text of [keys, triggers]) {
      expect(await query(database.url, text)).toEqual(await query(desk.desk.open.url, text));
    }
    const report = await audit(await wireAudit(open, { heal: false }));
    const faults = report.checks.flatMap((check) => check.faults);
    // The mailbox of these tests cannot be reached; the answer that was on its way waits for a person.
    expect(faults.filter((fault) => !fault.startsWith("could not be looked at"))).toEqual([
      expect.stringMatching(/^it is not known whether mail \d+ was delivered/),
    ]);
  });

  test("sends no customer a second time what was on its way, and agents what they are owed", async () => {
    const rows = await query<{ class: string; state: string }>(
      database.url,
      "select distinct class, state from outbox order by class",
    );
    expect(rows).toEqual([
      { class: "acknowledgement", state: "uncertain" },
      { class: "confirmation", state: "queued" },
      { class: "notification", state: "queued" },
      { class: "reply", state: "uncertain" },
    ]);
    expect(restored.doubtedMails).toBe(3);
    const listed = await open.unitOfWork.reading.outbox.listUncertain(2, 10);
    expect(listed).toHaveLength(3);
    expect(await open.unitOfWork.transaction((stores) => stores.outbox.claim(60))).toMatchObject({
      class: "notification",
    });
  });

  test("gives out no id that the lost database may have given out", async () => {
    const [was] = await query<{ id: number }>(desk.desk.open.url, "select max(id)::int as id from outbox");
    expect(await open.unitOfWork.reading.outbox.nextId()).toBeGreaterThan((was?.id ?? 0) + 999_999);
    // Not even where the backup knows of none: signed addresses name notices of releases by their ids.
    const [first] = await query<{ id: number }>(database.url, "select nextval('release_recipient_id_seq')::int as id");
    expect(first?.id).toBeGreaterThan(999_999);
  });

  test("gives out no id of a table either that a later version makes: the lost database may have been migrated", async () => {
    const folder = mkdtempSync(join(directory, "migrations-"));
    for (const name of readdirSync(MIGRATIONS)) writeFileSync(join(folder, name), readFileSync(join(MIGRATIONS, name)));
    writeFileSync(
      join(folder, "9999_later.sql"),
      "create table later (id bigint generated always as identity, small smallint generated always as identity);",
    );
    const ids = async (url: string) => {
      const opened = openDatabase({ url, log: silentLog, maxConnections: 1 });
      await migrate(opened, folder).finally(() => opened.destroy());
      return await query(url, "select nextval('later_id_seq')::int as id, nextval('later_small_seq')::int as small");
    };
    const { url } = await emptyDatabase();
    await restoreTo(url);
    expect(await ids(url)).toEqual([{ id: 1_000_001, small: 1_001 }]);
    expect(await ids((await emptyDatabase()).url)).toEqual([{ id: 1, small: 1 }]);
  });

  test("doubts what a mail causes that had come in before it, and not what a later one does", async () => {
    const now = await open.unitOfWork.reading.now();
    const outboxOf = async (cameAt: number, words: string, isDated = true) => {
      const id = Math.round(cameAt);
      await accept(open, words, id, isDated ? new Date(cameAt) : null);
      if (!isDated)
        await query(
          database.url,
          `update inbound_email set accepted_at = to_timestamp(${cameAt / 1_000}) where internal_date is null`,
        );
      await fileMailboxes(open.filing);
      return await query<{ class: string; state: string }>(
        database.url,
        `select distinct o.class, o.state from outbox o join ticket t on t.id = o.ticket_id where t.subject = '${words}' order by o.class`,
      );
    };
    expect(await outboxOf(now - 3_600_000, "Før")).toEqual([
      { class: "acknowledgement", state: "uncertain" },
      { class: "notification", state: "queued" },
    ]);
    // By LMTP, a form or the API: not filed yet when the backup was taken.
    expect(await outboxOf(now - 7_200_000, "Udateret", false)).toEqual([
      { class: "acknowledgement", state: "uncertain" },
      { class: "notification", state: "queued" },
    ]);
    expect(await outboxOf(now + 3_600_000, "Efter")).toEqual([
      { class: "acknowledgement", state: "queued" },
      { class: "notification", state: "queued" },
    ]);
  });

  test("doubts the notices of a release that was published before it, and not those of a later one", async () => {
    const tell = async (version: string, publishedAt: string) => {
      const [release] = await query<{ id: number }>(
        database.url,
        `insert into release (key, module, version, kind, available_on, notes, imported_at, published_at)
         select 'core-${version}', 'core', '${version}', 'minor', '2026-01-01', '{"da": "Nyt", "en": "New"}', ran_until, ${publishedAt} from restoration
         returning id::int as id`,
      );
      await query(
        database.url,
        `insert into release_recipient (release_id, address, language, organisations, reported)
         values (${release?.id}, 'it@north.example', 'da', '[]', '[]')`,
      );
      await followReleases({ unitOfWork: open.unitOfWork, context: open.filing.context });
      return await query(
        database.url,
        `select o.state from outbox o join release_recipient r on r.outbox_id = o.id where r.release_id = ${release?.id}`,
      );
    };
    expect(await tell("5.3", "ran_until - interval '1 second'")).toEqual([{ state: "uncertain" }]);
    expect(await tell("5.4", "ran_until")).toEqual([{ state: "queued" }]);
  });

  test("doubts a survey that was due before it, and not one that became due later", async () => {
    const context = {
      ...open.filing.context,
      desk: { ...open.settings.desk, desk: { ...open.settings.desk.desk, survey: { afterDays: 1 } } },
    };
    const askAbout = async (closedAt: string) => {
      await query(database.url, "delete from survey");
      await query(
        database.url,
        `update ticket set state = 'closed', closed_at = (select ${closedAt} from restoration)
         where id = (select ticket_id from message where direction = 'outbound' and author = 'agent')`,
      );
      expect(await askSurveys({ unitOfWork: open.unitOfWork, context, digest }, 9)).toBe(1);
      return await query(database.url, "select state from outbox where class = 'survey' order by id desc limit 1");
    };
    expect(await askAbout("ran_until - interval '1 day 1 second'")).toEqual([{ state: "uncertain" }]);
    await query(database.url, `update desk_time set "offset" = interval '2 days'`);
    expect(await askAbout("ran_until - interval '1 day'")).toEqual([{ state: "queued" }]);
  });
});

async function accept(open: OpenDesk, subject: string, uid: number, internalDate: Date | null): Promise<void> {
  const [mailboxId = 0] = open.mailboxIds.values();
  const bytes = Buffer.from(
    `From: Mette <${uid}@north.example>\r\nTo: support@desk.example\r\nSubject: =?utf-8?Q?${encodeURIComponent(subject).replaceAll("%", "=")}?=\r\nMessage-ID: <${uid}@north.example>\r\nDate: ${new Date().toUTCString()}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej, ${subject}\r\n`,
  );
  const { createHash } = await import("node:crypto");
  await open.unitOfWork.reading.mailboxes.accept({
    ...{ mailboxId, epoch: null, channel: "imap", folder: "INBOX", uidvalidity: 1 },
    mails: [
      {
        uid: uid % 1_000_000_000,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        bytes,
        size: bytes.length,
        internalDate: internalDate && instant(internalDate.getTime()),
      },
    ],
  });
}

describe("a restore that cannot be", () => {
  test("into a database with tables changes nothing, and says what to do", async () => {
    const before = await contentOf(desk.desk.open.url);
    await expect(restoreTo(desk.desk.open.url)).rejects.toThrow(/is not empty.*nothing was changed.*DATABASE_URL/);
    expect(await contentOf(desk.desk.open.url)).toEqual(before);
  });

  test("is no restore into a database that has nothing but what an extension brought: that one goes well", async () => {
    const { url } = await emptyDatabase();
    await query(url, "create extension pg_stat_statements");
    expect((await restoreTo(url)).rows).toBeGreaterThan(10);
    const copied = await createSnapshotSource(url).withSnapshot(async ({ tables }) => tables.map(({ name }) => name));
    expect(copied).toEqual([...(await contentOf(desk.desk.open.url)).keys()]);
  });

  test.each([
    ["long before the backup was taken", "2020-01-01T00:00:00Z"],
    ["in the future", "2999-01-01T00:00:00Z"],
  ])("for the lost desk is said to have run until %s changes nothing", async (_, until) => {
    const { url } = await emptyDatabase();
    const options = { ...QUIETLY, ranUntil: instant(Date.parse(until)) };
    await expect(restoreTo(url, options)).rejects.toThrow(/cannot have run until .*Nothing was changed.*--ran-until/);
    expect(await query(url, "select 1 from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
  });

  test("of a newer version is refused by the name of what it does not know", async () => {
    const { url } = await emptyDatabase();
    const backup = await openBackup(path);
    const newer = {
      ...backup,
      manifest: { ...backup.manifest, migrations: [...backup.manifest.migrations, "9999_later"] },
    };
    await expect(createRestoreTarget(url, MIGRATIONS).load(newer, QUIETLY)).rejects.toThrow(
      /newer Svartid \(9999_later\)/,
    );
    await backup.close();
    expect(await query(url, "select 1 from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
  });

  test("for its connection is cut in the middle leaves the database as empty as it was, and can be done again", async () => {
    const { url } = await emptyDatabase();
    let seen = 0;
    const dying: RestoreOptions = {
      ...QUIETLY,
      onProgress: () => {
        seen += 1;
        if (seen === 5) throw new Error("the process dies here");
      },
    };
    await expect(restoreTo(url, dying)).rejects.toThrow("dies here");
    expect(await query(url, "select 1 from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
    expect((await restoreTo(url)).rows).toBeGreaterThan(10);
  });

  const bytes = () => readFileSync(path);
  test.each([
    ["cut off in the middle", () => bytes().subarray(0, Math.floor(bytes().length / 2))],
    ["short of its last byte", () => bytes().subarray(0, -1)],
    ["changed in one bit of a table", () => flipped(bytes(), bytes().indexOf("tables/raw_mail.copy") + 80)],
    ["empty", () => Buffer.alloc(0)],
    ["something else", () => Buffer.from("%PDF-1.7 not a backup at all, but long enough to be one perhaps")],
  ])("for its file is %s changes nothing, and says to use an older one", async (_, damage) => {
    const { url } = await emptyDatabase();
    const damaged = join(directory, "damaged.zip");
    writeFileSync(damaged, damage());
    const failure = await restoreTo(url, QUIETLY, damaged).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BackupDamaged);
    expect(String(failure)).toMatch(/damaged\.zip is damaged: .*Use an older one/);
    expect(await query(url, "select 1 from pg_class where relnamespace = 'public'::regnamespace")).toEqual([]);
  });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

describe("taking one", () => {
  test("is readable by its owner alone, and leaves no draft of a process that died", async () => {
    writeFileSync(join(directory, "backups", "svartid-20260101T000000Z.zip.partial"), "half");
    writeFileSync(join(directory, "backups", "notes.partial"), "mine");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const taken = await backUpNow(desk.desk.open);
    if (taken.kind !== "taken") throw new Error(taken.kind);
    expect(readdirSync(join(directory, "backups")).filter((name) => name.endsWith(".partial"))).toEqual([
      "notes.partial",
    ]);
    expect(statSync(join(directory, "backups", taken.name)).mode & 0o077).toBe(0);
    expect(statSync(join(directory, "backups")).mode & 0o077).toBe(0);
  });

  test("is given up when the process ends, also while it connects", async () => {
    const ended = createSnapshotSource(desk.desk.open.url, AbortSignal.abort()).withSnapshot(async () => "taken");
    await expect(ended).rejects.toThrow(/closed|terminated/);
  });

  test("while another process takes one does nothing", async () => {
    await createSnapshotSource(desk.desk.open.url).withSnapshot(async () => {
      expect(await backUpNow(desk.desk.open)).toEqual({ kind: "busy" });
    });
  });

  test("is of one moment, whatever is written meanwhile", async () => {
    const { url } = desk.desk.open;
    await createSnapshotSource(url).withSnapshot(async (snapshot) => {
      await query(url, "insert into suppression (address, why) values ('late@north.example', 'test')");
      const table = snapshot.tables.find(({ name }) => name === "suppression");
      if (table === undefined) throw new Error("no such table");
      const chunks: Buffer[] = [];
      for await (const chunk of snapshot.copyTable(table)) chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).toString()).not.toContain("late@north.example");
    });
  });
});

describe("by night", () => {
  const health = async () => {
    const runs = createJobRunStore(desk.desk.open.database);
    return await backupReadiness(runs, true).look();
  };
  const night = (drill = true, more: Partial<Desk["backup"]> = {}) => {
    const { open } = desk.desk;
    const changed = { ...open.settings.desk, backup: { ...open.settings.desk.backup, drill, ...more } };
    const settings = { ...open.settings, desk: changed };
    return wireNightly({ ...open, settings }, new AbortController().signal)();
  };
  const moveTo = async (days: number) =>
    await query(desk.desk.open.url, `update desk_time set "offset" = make_interval(days => ${days})`);

  test("40 days leave exactly 30 backups, the newest of them proved by a drill, and health is green", async () => {
    await query(desk.desk.open.url, "delete from job_run");
    for (const name of readdirSync(join(directory, "backups"))) rmSync(join(directory, "backups", name));
    for (let day = 2; day < 42; day++) {
      await moveTo(day);
      await night(day === 41);
      await night(day === 41);
    }
    const kept = readdirSync(join(directory, "backups"));
    expect(kept.filter((name) => name !== "erasures.json")).toHaveLength(30);
    expect(kept).toContain("erasures.json");
    const runs = await query<{ name: string; ok: boolean; count: number }>(
      desk.desk.open.url,
      "select name, ok, count(*)::int as count from job_run group by name, ok order by name",
    );
    expect(runs).toEqual([
      { name: "backup", ok: true, count: 40 },
      { name: "drill", ok: true, count: 1 },
    ]);
    expect(await health()).toMatchObject([
      { name: "backup", ok: true },
      { name: "drill", ok: true },
    ]);
  }, 180_000);

  test("a backup that is still being read back, its snapshot long ended, is not taken by another process as well", async () => {
    await moveTo(42);
    const { open } = desk.desk;
    const runs = createJobRunStore(open.database);
    const plan = { zone: "UTC", minuteOfDay: 0, drill: false };
    const signal = new AbortController().signal;
    let taken = 0;
    const services: NightlyServices = {
      ...{ runs, plan, signal, log: silentLog },
      drill: async () => ({ kind: "none" }),
      takeBackup: async () => {
        taken += 1;
        if (taken === 1) await backUpNightly(services);
        return { kind: "busy" };
      },
    };
    await backUpNightly(services);
    expect(taken).toBe(1);
    // Nothing is held on to: the next call finds it due still, since nothing was recorded.
    await backUpNightly(services);
    expect(taken).toBe(2);
  });

  test("a file that is damaged turns health red, until a good one is drilled", async () => {
    const newest = readdirSync(join(directory, "backups")).sort().at(-1) ?? "";
    const file = join(directory, "backups", newest);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 1_000));
    await expect(drillNow(desk.desk.open, undefined)).rejects.toThrow(/is damaged/);
    expect(await health()).toMatchObject([
      { ok: true },
      { name: "drill", ok: false, detail: expect.stringMatching(/damaged/) },
    ]);
    writeFileSync(file, whole);
    expect(await drillNow(desk.desk.open, undefined)).toMatchObject({ kind: "done", report: { ok: true } });
    expect(await health()).toMatchObject([{ ok: true }, { ok: true }]);
  });

  test("a drill by hand where no backup lies, such as on another machine, says nothing of the desk's health", async () => {
    const [backups, aside] = [join(directory, "backups"), join(directory, "aside")];
    renameSync(backups, aside);
    expect(await drillNow(desk.desk.open, undefined)).toEqual({ kind: "none" });
    expect(await health()).toMatchObject([{ ok: true }, { ok: true }]);
    rmSync(backups, { recursive: true, force: true });
    renameSync(aside, backups);
  });

  test("a folder that cannot be written, and a day without a backup, turn health red with what to do", async () => {
    await moveTo(43);
    expect(await health()).toMatchObject([
      { name: "backup", ok: false, detail: "No backup was taken for over 26 hours." },
      {},
    ]);
    writeFileSync(join(directory, "file"), "");
    await night(true, { directory: join(directory, "file", "backups") });
    expect(await health()).toMatchObject([
      { name: "backup", ok: false, detail: expect.stringMatching(/^The last backup failed: ENOTDIR/) },
      {},
    ]);
    await night();
    expect(await health()).toMatchObject([{ ok: true }, { ok: true }]);
  }, 180_000);

  test("no scratch database is left behind", async () => {
    expect(await query(desk.desk.open.url, "select datname from pg_database where datname like '%_drill'")).toEqual([]);
  });

  test("a drill that restores says whether the books or the trail are the fault, and what mends that", async () => {
    const { open } = desk.desk;
    const url = open.url;
    await backUpNow(open);
    await drillNow(open, undefined);
    expect((await health())[1]).toMatchObject({ name: "drill", ok: true });
    await query(
      url,
      "update inbound_email set state = 'accepted' where id = (select min(id) from inbound_email where state = 'filed')",
    );
    await backUpNow(open);
    await drillNow(open, undefined);
    expect((await health())[1]).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/can be restored, but what is in it does not add up: .*does not count as filed/),
      mend: expect.stringMatching(/svartid audit/),
    });
    await query(
      url,
      "alter table audit_event disable trigger user; update audit_event set detail = '{\"forged\": 1}' where id = 2; alter table audit_event enable trigger user",
    );
    await backUpNow(open);
    await drillNow(open, undefined);
    expect((await health())[1]).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/the audit trail in it was changed/),
      mend: expect.stringMatching(/^No new backup mends this: .*svartid drill FILE/),
    });
  });
});
