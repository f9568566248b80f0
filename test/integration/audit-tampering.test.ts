import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import pg from "pg";
import { digest } from "../../src/adapters/system/digest.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { type AuditHead, chained } from "../../src/domain/audit/audit-chain.ts";
import { trailReadiness } from "../../src/usecases/trail/trail-readiness.ts";
import { faultsOf, openTrailDesk, type TrailDesk } from "../support/trail-desk.ts";

const OTHER_SECRET = "another secret of the tests, long enough to sign with";
const SECRET = "a secret of the tests that is long enough to sign with";

let desk: TrailDesk;

beforeEach(async () => {
  desk = await openTrailDesk();
  for (let count = 0; count < 6; count++) await desk.record("key.revoked", { count });
});
afterEach(() => desk.close());

/** The events from `first` on as somebody would write them who knows how, with the head to fit. */
async function rewrite(first: number): Promise<void> {
  const { audit } = desk.unitOfWork.reading;
  const events = await audit.listAfter(0, 100);
  let head: AuditHead = { id: first - 1, hash: events[first - 2]?.hash ?? "0".repeat(64) };
  const statements: string[] = [];
  for (const event of events.slice(first - 1)) {
    const forged = chained(head, { ...event, actor: { kind: "key", id: "99" } }, digest.sha256);
    statements.push(
      `update audit_event set actor_kind = 'key', actor_id = '99', previous_hash = '${forged.previousHash}', hash = '${forged.hash}' where id = ${forged.id}`,
    );
    head = forged;
  }
  await desk.tamper(...statements, `update audit_head set last_hash = '${head.hash}'`);
}

const cutTail = (to: number) =>
  desk.tamper(
    `delete from audit_event where id > ${to}`,
    `update audit_head set last_id = ${to}, last_hash = (select hash from audit_event where id = ${to})`,
  );

test("a trail as it was written, and signed, has no fault and says how much it is", async () => {
  await desk.sign();
  const report = await desk.check();
  expect(report).toMatchObject({
    ok: true,
    checks: expect.arrayContaining([{ name: "audit trail", count: 6, faults: [] }]),
  });
  expect(report.checks).toContainEqual({ name: "audit trail: signed", count: 1, faults: [] });
});

test.each<[string, readonly string[], readonly string[]]>([
  [
    "an edited row",
    [`update audit_event set detail = '{"count": 9}' where id = 3`],
    ["audit event 3 was edited: its hash does not fit it"],
  ],
  [
    "an edited instant",
    ["update audit_event set at = at + interval '1 millisecond' where id = 3"],
    ["audit event 3 was edited: its hash does not fit it"],
  ],
  ["a removed row", ["delete from audit_event where id = 3"], ["audit event 3 is missing"]],
  [
    "a removed tail",
    ["delete from audit_event where id > 4"],
    ["audit events 5 to 6 are missing at the end: audit_head counts 6"],
  ],
  [
    "all rows removed",
    ["delete from audit_event"],
    ["audit events 1 to 6 are missing at the end: audit_head counts 6"],
  ],
  [
    "a head that names another event",
    [`update audit_head set last_hash = repeat('a', 64)`],
    ["audit event 6 is not the one that audit_head names"],
  ],
  [
    "rows in another order",
    [
      "update audit_event set id = 100 where id = 3",
      "update audit_event set id = 3 where id = 4",
      "update audit_event set id = 4 where id = 100",
    ],
    [
      "audit event 3 was edited: its hash does not fit it",
      "audit event 4 was edited: its hash does not fit it",
      "audit event 5 does not follow event 4 as that is now",
    ],
  ],
  [
    "a row added between",
    [
      "insert into audit_event select 7, at, actor_kind, actor_id, action, subject_kind, subject_id, detail, hash, hash from audit_event where id = 6",
    ],
    ["audit event 7 was edited: its hash does not fit it"],
  ],
])("%s is named, before anything was signed", async (_name, statements, faults) => {
  await desk.tamper(...statements);
  const found = await desk.check();
  expect(found.ok).toBe(false);
  expect(faultsOf(found)).toEqual(faults);
});

test("a chain written anew from a row on, head and all, is not the one that was signed", async () => {
  await desk.sign();
  await rewrite(3);
  expect(faultsOf(await desk.check())).toEqual([
    expect.stringMatching(/^audit event 6 is not the one that was signed at 20/),
    expect.stringMatching(
      /^audit event 6 is not the one that this machine has signed: .*audit-checkpoint keeps it; delete that file/,
    ),
  ]);
  await desk.record();
  await expect(desk.sign()).rejects.toThrow("the audit trail is not signed: audit event 7 does not follow event 6");
});

test("an end that was taken off with its checkpoints, and a head to fit, is missed by what this machine keeps", async () => {
  await desk.sign();
  await cutTail(4);
  await desk.tamper("delete from audit_checkpoint");
  const lost = "audit event 6 is not the one that this machine has signed";
  expect(faultsOf(await desk.check())).toEqual([expect.stringContaining(lost)]);
  await expect(desk.sign()).rejects.toThrow(lost);
  for (let count = 0; count < 4; count++) await desk.record("key.created");
  expect(faultsOf(await desk.check())).toEqual([expect.stringContaining(lost)]);
});

describe("readiness looks at the end of the trail", () => {
  let passedMs: number;
  let look: () => Promise<boolean | undefined>;
  beforeEach(() => {
    passedMs = 0;
    const { audit } = desk.unitOfWork.reading;
    const check = trailReadiness({ audit, signer: createSigner([SECRET]), elapsedMs: () => passedMs });
    look = async () => (await check.look())[0]?.ok;
  });

  test("what is signed every minute is green, however the desk's time is moved", async () => {
    expect(await look()).toBe(true);
    await desk.passDays(3);
    passedMs += 899_999;
    expect(await look()).toBe(true);
    await desk.sign();
    passedMs += 899_999;
    expect(await look()).toBe(true);
    await desk.record();
    expect(await look()).toBe(true);
  });

  test("what nobody signs for 15 minutes is red, also where somebody without the secret did, until it is signed", async () => {
    await desk.sign([OTHER_SECRET]);
    expect(await look()).toBe(true);
    passedMs += 900_000;
    expect(await look()).toBe(false);
    rmSync(join(desk.directory, "audit-checkpoint"));
    await desk.record();
    await desk.sign();
    expect(await look()).toBe(true);
  });

  test.each<[string, () => Promise<void>]>([
    ["another event where one was signed", () => rewrite(3)],
    ["an end that was taken off", () => cutTail(4)],
    ["a head set back", () => desk.tamper("update audit_head set last_id = 4")],
  ])("%s is red at once", async (_name, tamper) => {
    await desk.sign();
    expect(await look()).toBe(true);
    await tamper();
    expect(await look()).toBe(false);
  });
});

test("a checkpoint of whoever lacks the secret counts for nothing", async () => {
  await desk.sign([OTHER_SECRET]);
  rmSync(join(desk.directory, "audit-checkpoint"));
  expect(faultsOf(await desk.check())).toEqual([
    expect.stringContaining("no checkpoint is signed by a secret of SVARTID_SECRET"),
  ]);
  await desk.record();
  await desk.sign();
  expect(await desk.check()).toMatchObject({ ok: true });
});

test("the secret is rotated by a list: the former verifies what it signed, and a day later it may go", async () => {
  await desk.sign([OTHER_SECRET]);
  expect(await desk.check([SECRET, OTHER_SECRET])).toMatchObject({ ok: true });
  await desk.record();
  await desk.sign([SECRET, OTHER_SECRET]);
  expect(await desk.check([SECRET])).toMatchObject({ ok: true });
});

test("without a secret the chain is checked all the same, and the report says what was not looked at", async () => {
  await desk.sign();
  await rewrite(3);
  const { checks, ok } = await desk.check(null);
  expect(ok).toBe(true);
  expect(checks.map(({ name }) => name)).toContain("audit trail: signed (not looked at: SVARTID_SECRET is not set)");
});

test("what was signed by nobody for a day is told", async () => {
  expect(await desk.check()).toMatchObject({ ok: true });
  await desk.passDays(2);
  expect(faultsOf(await desk.check())).toEqual([
    "audit event 1 and what follows was not signed for a day: svartid start signs every minute",
  ]);
});

test("a kept checkpoint that is damaged is told, and never written over", async () => {
  await desk.sign();
  const file = join(desk.directory, "audit-checkpoint");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^\d+/, "5"));
  expect(faultsOf(await desk.check())).toEqual([expect.stringContaining("is not signed by SVARTID_SECRET")]);
  await desk.record();
  await expect(desk.sign()).rejects.toThrow("is not signed by SVARTID_SECRET");
  writeFileSync(file, "no line of ours\n");
  expect(faultsOf(await desk.check())).toEqual([expect.stringContaining("is not signed by SVARTID_SECRET")]);
});

test("after a restore the trail goes on from the backup, and what this machine kept of the lost one is explained by it", async () => {
  const takenAt = new Date(await desk.unitOfWork.reading.now()).toISOString();
  await desk.record();
  await desk.record();
  await desk.sign();
  await cutTail(6);
  await desk.tamper("delete from audit_checkpoint");
  await desk.record("database.restored", { takenAt });
  expect(await desk.check()).toMatchObject({ ok: true });
  await desk.sign();
  expect(await desk.check()).toMatchObject({ ok: true });
});

test("a restore of an earlier day explains nothing that was lost later", async () => {
  const takenAt = new Date(await desk.unitOfWork.reading.now()).toISOString();
  await desk.record("database.restored", { takenAt });
  await desk.sign();
  await desk.passDays(1);
  await desk.record();
  await desk.sign();
  await cutTail(7);
  await desk.tamper("delete from audit_checkpoint where audit_id > 7");
  expect(faultsOf(await desk.check())).toEqual([
    expect.stringContaining("audit event 8 is not the one that this machine"),
  ]);
});

const addTicketEvents = (count: number) =>
  desk.tamper(
    `insert into ticket_event (ticket_id, at, type, actor, data) select 1, desk_now(), 'level-changed', 'agent:one', '{"from": "C", "to": "A"}' from generate_series(1, ${count})`,
    "insert into clock_event (clock_id, at, type) values (1, desk_now(), 'pause')",
    "insert into time_charge (entry_id, billed, taken_back, at) values (1, 30, 0, desk_now())",
    `insert into time_entry (ticket_id, at, agent, minutes, cause, billable, reason, text, inbound_email_id, line)
     values (1, desk_now(), 'one', 30, 'customer', true, 'foreign-fault', 'ryddet op', 1, ${count})`,
  );

/** Runs until there is a seal of this day: the first sees how far the ledgers go, and transactions of other databases hold it up as well. */
async function seal(): Promise<void> {
  for (;;) {
    await desk.seal();
    const { audit, now } = desk.unitOfWork.reading;
    const [newest] = await audit.list({ actions: ["ledger.sealed"], limit: 1 });
    if (newest !== undefined && newest.at > (await now()) - 86_400_000) return;
    await setTimeout(20);
  }
}

test.each<[string, string, string]>([
  [
    "an event of a ticket",
    "update ticket_event set type = 'closed' where id = 2",
    "ticket_event 1 to 3: a row was edited",
  ],
  [
    "the words of an event",
    `update ticket_event set data = '{"from": "C", "to": "B"}' where id = 2`,
    "ticket_event 1 to 3: words of a row were edited",
  ],
  [
    "a removed event",
    "delete from ticket_event where id = 2",
    "ticket_event 1 to 3: there are 2 rows where 3 were sealed",
  ],
  ["an event of a clock", "update clock_event set at = at - interval '1 hour'", "clock_event 1 to 1: a row was edited"],
  ["a time entry", "update time_entry set minutes = 3", "time_entry 1 to 1: a row was edited"],
  ["the words of a time entry", "update time_entry set text = ''", "time_entry 1 to 1: words of a row were edited"],
  ["a charge", "update time_charge set billed = 3", "time_charge 1 to 1: a row was edited"],
])("%s that was edited after it was sealed is found", async (_name, statement, fault) => {
  await addTicketEvents(3);
  await seal();
  await addTicketEvents(1);
  expect(await desk.check()).toMatchObject({ ok: true });
  await desk.tamper(statement);
  expect(faultsOf(await desk.check())).toEqual([expect.stringContaining(fault)]);
});

test("seals are made once a day, each of what came since", async () => {
  await addTicketEvents(2);
  await seal();
  await addTicketEvents(3);
  await seal();
  const sealsOf = async () => await desk.unitOfWork.reading.audit.list({ actions: ["ledger.sealed"], limit: 10 });
  expect(await sealsOf()).toHaveLength(1);
  await desk.passDays(1);
  await seal();
  const ranges = (await sealsOf()).map(({ detail }) => detail.ranges as { ledger: string; from: number; to: number }[]);
  expect(ranges[0]).toContainEqual(expect.objectContaining({ ledger: "ticket_event", from: 3, to: 5, rows: 3 }));
  expect((await desk.check()).checks).toContainEqual({ name: "sealed: ticket_event", count: 5, faults: [] });
});

test("an erasure on record may change words, is sealed anew, and excuses nothing that comes after that", async () => {
  await addTicketEvents(3);
  await seal();
  await desk.tamper(`update ticket_event set data = '{"from": "[...]"}' where id = 2`);
  expect(await desk.check()).toMatchObject({ ok: false });
  await desk.record("person.erased");
  expect(await desk.check()).toMatchObject({ ok: true });
  await desk.tamper("update time_entry set minutes = 3");
  expect(faultsOf(await desk.check())).toEqual([expect.stringContaining("time_entry 1 to 1: a row was edited")]);
  await desk.tamper("update time_entry set minutes = 30");
  await desk.sign();
  await desk.passDays(1);
  await seal();
  expect(await desk.check()).toMatchObject({ ok: true });
  await desk.tamper(`update ticket_event set data = '{"from": "B"}' where id = 2`);
  expect(faultsOf(await desk.check())).toEqual([
    expect.stringContaining("ticket_event 1 to 3: words of a row were edited"),
  ]);
});

test("nothing is sealed below which a transaction under way may still add rows", async () => {
  const client = new pg.Client({ connectionString: desk.url });
  await client.connect();
  try {
    await client.query("begin; set local session_replication_role = replica");
    const add = "insert into ticket_event (ticket_id, at, type, actor) values (1, desk_now(), 'opened', 'requester')";
    await client.query(add);
    await desk.tamper(add);
    for (let run = 0; run < 4; run++) await desk.seal();
    expect(await desk.unitOfWork.reading.audit.list({ actions: ["ledger.sealed"], limit: 1 })).toEqual([]);
    await client.query("commit");
  } finally {
    await client.end();
  }
  await seal();
  const { rows } = await sql<{ sum: number }>`select count(*) as sum from ticket_event`.execute(desk.db);
  expect(rows).toEqual([{ sum: 2 }]);
  expect((await desk.check()).checks).toContainEqual({ name: "sealed: ticket_event", count: 2, faults: [] });
});
