import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createJobRunStore } from "../../src/adapters/postgres/job-run-store.ts";
import { createMailboxStore } from "../../src/adapters/postgres/mailbox-store.ts";
import { createMeasureStore } from "../../src/adapters/postgres/measure-store.ts";
import { migrate } from "../../src/adapters/postgres/migrate.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { TICKET_STATES } from "../../src/domain/ticket/ticket-state.ts";
import { CLOCK_STATES } from "../../src/usecases/ports/clock-store.ts";
import { FILING_DECISIONS, INBOUND_STATES } from "../../src/usecases/ports/inbound-store.ts";
import { OUTBOX_STATES } from "../../src/usecases/ports/outbox-store.ts";
import { DELIVERY_STATES } from "../../src/usecases/ports/webhook-store.ts";
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from "../support/database.ts";
import { seededChance } from "../support/seeded-chance.ts";
import { silentLog } from "../support/silent-log.ts";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));

let testDatabase: TestDatabase;
let db: Kysely<Schema>;

async function open(created: Promise<TestDatabase>): Promise<void> {
  testDatabase = await created;
  db = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 4 });
}

afterEach(async () => {
  await db.destroy();
  await testDatabase.drop();
});

/** What the tables hold, counted row by row. */
async function counted(): Promise<object> {
  const count = async (table: string, column: string, words: readonly string[]) => {
    const rows = await sql<{ word: string; count: number }>`
      select ${sql.ref(column)} as word, count(*) from ${sql.table(table)} group by 1`.execute(db);
    const found = new Map(rows.rows.map(({ word, count }) => [word, count]));
    return Object.fromEntries(words.map((word) => [word, found.get(word) ?? 0]));
  };
  const sums = await sql<{ alerts: number; resends: number }>`
    select (select count(*) from alert) as alerts, (select coalesce(sum(ambiguous_resends), 0) from outbox) as resends
    `.execute(db);
  return {
    tickets: await count("ticket", "state", TICKET_STATES),
    inbound: await count("inbound_email", "state", INBOUND_STATES),
    filings: await count("filing", "decision", FILING_DECISIONS),
    outbox: await count("outbox", "state", OUTBOX_STATES),
    clocks: await count("sla_clock", "state", CLOCK_STATES),
    webhooks: await count("webhook_delivery", "state", DELIVERY_STATES),
    alerts: sums.rows[0]?.alerts,
    ambiguousResends: sums.rows[0]?.resends,
  };
}

const read = () => createMeasureStore(db).read();

/** Some of everything that is counted. */
async function fill(rows: number): Promise<void> {
  await sql`insert into mailbox (name) values ('support') on conflict do nothing`.execute(db);
  await sql`insert into requester (address) values ('ida@north.example') on conflict do nothing`.execute(db);
  await sql`insert into desk_version (hash, document) values ('one', '{}') on conflict do nothing`.execute(db);
  await sql`
    with raw as (insert into raw_mail (sha256, size, bytes)
        select gen_random_uuid()::text, 1, '' from generate_series(1, ${rows}::integer) returning sha256),
      email as (insert into inbound_email (mailbox_id, sha256, channel)
        select (select min(id) from mailbox), sha256, 'imap' from raw returning id),
      opened as (insert into ticket (ref, subject, level, requester_id, language, opened_at)
        select 'SV-' || id, 'Help', 'C', (select min(id) from requester), 'da', desk_now() from email returning id),
      clock as (insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes)
        select id, 'first_response', 'C', 'office', (select min(id) from desk_version), 'running', desk_now(), 960
        from opened),
      alerted as (insert into alert (ticket_id, kind, recipient) select id, 'breach', 'ops' from opened),
      posted as (insert into webhook_delivery (webhook, event, ticket_id, payload) select 'chat', 'breach', id, '' from opened),
      mail as (insert into outbox (ticket_id, class, message_id, envelope_from, bytes)
        select id, 'acknowledgement', gen_random_uuid()::text, '', '' from opened)
    insert into filing (inbound_email_id, decision, reasons, facts, kind)
    select id, 'ticketed', '[]', '{}', 'person' from email`.execute(db);
}

const changes: readonly [table: string, column: string, words: readonly string[]][] = [
  ["ticket", "state", TICKET_STATES],
  ["inbound_email", "state", INBOUND_STATES],
  ["filing", "decision", FILING_DECISIONS],
  ["outbox", "state", OUTBOX_STATES],
  ["sla_clock", "state", CLOCK_STATES],
  ["webhook_delivery", "state", DELIVERY_STATES],
];

/** So many changes at random: another state, the same state, a resend, or a row less. */
async function change(chance: () => number, times: number): Promise<void> {
  const pick = <T>(list: readonly T[]) => list[Math.floor(chance() * list.length)] as T;
  for (let time = 0; time < times; time += 1) {
    const [table, column, words] = pick(changes);
    const share = chance();
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${pick(words)}
      where hashtext(ctid::text) % 3 = ${Math.floor(chance() * 3)}::integer`.execute(db);
    if (share < 0.2)
      await sql`update outbox set ambiguous_resends = ambiguous_resends + 2 where id % 2 = 0`.execute(db);
    if (share > 0.8) await sql`delete from alert where id = (select min(id) from alert)`.execute(db);
  }
}

describe("the measures", () => {
  beforeEach(() => open(createTestDatabase()));

  test("are what the tables hold, whatever happened to their rows", async () => {
    const chance = seededChance(11);
    for (let round = 0; round < 8; round += 1) {
      await fill(20);
      await change(chance, 15);
      if (round % 2 === 0) await createMeasureStore(db).fold();
      expect(await read()).toMatchObject(await counted());
    }
  });

  test("hold nothing of a transaction that was undone", async () => {
    await fill(5);
    const undone = db.transaction().execute(async (transaction) => {
      await sql`update ticket set state = 'closed'`.execute(transaction);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    expect((await read()).tickets).toMatchObject({ new: 5, closed: 0 });
  });

  test("are folded to one row a word, also by several at once while rows come in", async () => {
    const rows = async () =>
      (await sql<{ rows: number }>`select count(*) as rows from tally`.execute(db)).rows[0]?.rows;
    for (let time = 0; time < 5; time += 1) await fill(100);
    expect(await rows()).toBeGreaterThan(2_000);
    const measures = createMeasureStore(db);
    await Promise.all([measures.fold(), measures.fold(), fill(1), measures.fold()]);
    await measures.fold();
    expect(await rows()).toBeLessThan(50);
    expect(await read()).toMatchObject(await counted());
  });
});

/** Steps of the newest clock that fired so late: three breaches among them. */
async function fireLate(): Promise<void> {
  const steps = [0, 1, 4.5, 60, 7000];
  for (const [step, late] of steps.entries()) {
    const kind = step < 3 ? "breach" : "escalation";
    await sql`with time as materialized (select desk_now() as now)
      insert into escalation (clock_id, generation, step, kind, due_at, fired_at)
      select (select max(id) from sla_clock), 1, ${step}, ${kind}, now, now + make_interval(secs => ${late}) from time`.execute(
      db,
    );
  }
}

const FIRED = {
  lateness: { counts: [2, 1, 0, 0, 1, 0, 0, 0, 1], sumSeconds: 7065.5 },
  breaches: { C: 3 },
};

test("the measures count what was there before they were kept", async () => {
  await open(createEmptyDatabase());
  const before = mkdtempSync(join(tmpdir(), "svartid-migrations-"));
  try {
    for (const file of readdirSync(MIGRATIONS).sort()) {
      if (file.endsWith("_tally.sql")) break;
      cpSync(join(MIGRATIONS, file), join(before, file));
    }
    await migrate(db, before);
    await fill(7);
    await fireLate();
    await migrate(db, MIGRATIONS);
    await fill(2);
    const measures = await read();
    expect(measures).toMatchObject(await counted());
    expect(measures.tickets.new).toBe(9);
    expect(measures).toMatchObject(FIRED);
  } finally {
    rmSync(before, { recursive: true, force: true });
  }
});

test("canaries that lay among the inbound emails are taken out of what was counted of them", async () => {
  await open(createEmptyDatabase());
  const names = readdirSync(MIGRATIONS).map((file) => file.replace(/\.sql$/, ""));
  const until = names.sort().findIndex((name) => name.endsWith("_canary_inbound_tally"));
  await migrate(db, MIGRATIONS, names.slice(0, until));
  await sql`with box as (insert into mailbox (name, folder) values ('support', 'INBOX') returning id),
      raw as (insert into raw_mail (sha256, size, bytes) values (repeat('a', 64), 1, 'x') returning sha256),
      mails as (insert into inbound_email (mailbox_id, sha256, channel, state)
        select box.id, raw.sha256, 'imap', 'filed' from box, raw returning id, mailbox_id),
      filings as (insert into filing (inbound_email_id, decision, reasons, facts, kind) select id, 'recorded', '[]', '{}', 'auto' from mails),
      canaries as (insert into canary (mailbox_id, comes_back, question_outbox_id) select mailbox_id, true, 1 from mails returning id)
    insert into canary_mail (inbound_email_id, canary_id) select mails.id, canaries.id from mails, canaries`.execute(
    db,
  );
  expect([(await read()).inbound.filed, (await read()).filings.recorded]).toEqual([1, 1]);
  await migrate(db, MIGRATIONS);
  expect([(await read()).inbound.filed, (await read()).filings.recorded]).toEqual([0, 0]);
});

describe("what fires", () => {
  beforeEach(() => open(createTestDatabase()));

  test("is counted by how late it was, and the breaches by level, also once it is folded", async () => {
    await fill(1);
    await fireLate();
    expect(await read()).toMatchObject(FIRED);
    await fill(200);
    await createMeasureStore(db).fold();
    expect(await read()).toMatchObject(FIRED);
  });

  test("and has not yet, is counted while it is due", async () => {
    await fill(3);
    await sql`update sla_clock set next_wake_at = desk_now() + interval '1 hour'`.execute(db);
    expect((await read()).clocksDue).toBe(0);
    await sql`update sla_clock set next_wake_at = desk_now() - interval '1 second' where id <> (select min(id) from sla_clock)`.execute(
      db,
    );
    expect((await read()).clocksDue).toBe(2);
    expect((await read()).oldestToFireAt).not.toBeNull();
  });
});

test("nightly works are measured by their last run and their last success, and the pool by its use", async () => {
  await open(createTestDatabase());
  expect(await read()).toMatchObject({ nightly: [], pool: { most: 4, waiting: 0 } });
  const runs = createJobRunStore(db);
  await runs.record("backup", { ok: true, detail: "one", atFault: null });
  await runs.record("backup", { ok: false, detail: "two", atFault: null });
  await runs.record("drill", { ok: false, detail: "three", atFault: null });
  const { nightly, now } = await read();
  expect(nightly).toMatchObject([
    { name: "backup", isLastOk: false, lastSuccessAt: expect.any(Number) },
    { name: "drill", isLastOk: false, lastSuccessAt: null },
  ]);
  expect(nightly[0]?.lastSuccessAt).toBeLessThanOrEqual(now);
  const busy = Promise.all([1, 2, 3, 4, 5, 6].map(() => sql`select pg_sleep(0.5)`.execute(db)));
  // Measuring waits for a connection itself, and then others still sleep.
  expect((await read()).pool.busy).toBeGreaterThan(0);
  await busy;
});

describe("the failures of a mailbox", () => {
  beforeEach(() => open(createTestDatabase()));

  test("are measured with their code until it is read again", async () => {
    const mailboxes = createMailboxStore(db);
    const id = await mailboxes.ensure("support", "INBOX");
    await mailboxes.recordFailure(id, { code: "login-refused", message: "The login was refused." });
    const failed = { name: "support", lastError: "The login was refused.", lastErrorCode: "login-refused" };
    expect((await createMeasureStore(db).read()).mailboxes).toMatchObject([failed]);
    await mailboxes.recordSuccess(id);
    expect((await createMeasureStore(db).read()).mailboxes).toMatchObject([{ lastError: null, lastErrorCode: null }]);
  });
});
