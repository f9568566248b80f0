import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { digest } from "../../src/adapters/system/digest.ts";
import { type AuditHead, faultOf, NO_EVENTS } from "../../src/domain/audit/audit-chain.ts";
import { type AuditDeed, type AuditEvent, SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { Stores, UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { recordedKey } from "../support/recorded-key.ts";
import { seededChance } from "../support/seeded-chance.ts";
import { silentLog } from "../support/silent-log.ts";

const SEED = 20261129;
const RUNNER = fileURLToPath(new URL("../support/run-typescript.mjs", import.meta.url));
const WORKER = fileURLToPath(new URL("../support/deeds-worker.ts", import.meta.url));

let testDatabase: TestDatabase;
let db: Kysely<Schema>;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 8 });
  unitOfWork = createUnitOfWork(db);
});

afterAll(async () => {
  await db.destroy();
  await testDatabase.drop();
});

/** All events after `from`; fails where the chain is not whole from its beginning to its head. */
async function wholeChain(from: AuditHead = NO_EVENTS): Promise<AuditEvent[]> {
  const events = await unitOfWork.reading.audit.listAfter(from.id, 1_000_000);
  let head = from;
  for (const event of events) {
    expect(faultOf(head, event, digest.sha256)).toBeNull();
    head = { id: event.id, hash: event.hash };
  }
  expect(await unitOfWork.reading.audit.readHead()).toEqual(head);
  return events;
}

function deed(id: string, detail: AuditDeed["detail"] = {}): AuditDeed {
  return { actor: SYSTEM, action: "key.revoked", subject: { kind: "key", id }, detail };
}

test("whatever a detail holds, its hash fits what PostgreSQL gives back", async () => {
  // Names are the program's own; what they hold may be anything.
  const name = fc.string().map((it) => it.replaceAll("\u0000", ""));
  const text = fc.string({ unit: "binary" });
  const anything = fc.object({ key: name, values: [fc.boolean(), fc.integer(), fc.double(), text, fc.constant(null)] });
  const details = fc.sample(fc.tuple(text, anything), { seed: SEED, numRuns: 300 });
  const numbers = [-0, 1e21, 1e-7, 5e-324, 1.7976931348623157e308, 0.1 + 0.2, 2 ** 53 + 2];
  const strings = ["\u0000", "\ud800", "\udc00\ud800", "é", "e\u0301", "\u2028", "\u007f", "\\u0000"];
  await unitOfWork.transaction(async ({ audit }) => {
    for (const [id, detail] of details) audit.record(deed(id, detail as AuditDeed["detail"]));
    audit.record(deed("edges", { numbers, strings, b: 1, a: 2, aa: 3 }));
  });
  expect(await wholeChain()).toHaveLength(301);
});

test("writers at once make one chain: what was undone left nothing, and nobody ran twice", async () => {
  const scripts = fc.array(
    fc.record({
      deeds: fc.integer({ min: 0, max: 3 }),
      undone: fc.boolean(),
      fails: fc.boolean(),
      lockFirst: fc.boolean(),
    }),
    { minLength: 2, maxLength: 12 },
  );
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(scripts, async (scripts) => {
      const run = `run ${++runs}`;
      let begun = 0;
      const before = await unitOfWork.reading.audit.readHead();
      const outcomes = scripts.map(async (script, index) => {
        const working = unitOfWork.transaction(async (stores) => {
          begun += 1;
          await play(stores, script, `${run}/${index}`);
        });
        await working.catch((error: unknown) => expect(error).toMatchObject({ message: "rolled back" }));
      });
      await Promise.all(outcomes);
      const added = (await wholeChain(before)).map(({ subject }) => subject.id);
      const meant = scripts.flatMap(({ deeds, fails }, index) => (fails ? [] : Array(deeds).fill(`${run}/${index}`)));
      expect(added.sort()).toEqual(meant.sort());
      expect(begun).toBe(scripts.length);
    }),
    { seed: SEED, numRuns: 12 },
  );
});

interface Script {
  deeds: number;
  undone: boolean;
  fails: boolean;
  lockFirst: boolean;
}

/** All want one row, some before and some after they put their deed on record: a lock of the chain in between would make a circle. */
async function play(stores: Stores, { deeds, undone, fails, lockFirst }: Script, id: string): Promise<void> {
  if (lockFirst) await stores.organisations.beginChange();
  for (let count = 0; count < deeds; count++) stores.audit.record(deed(id));
  if (undone) {
    const inside = stores.savepoint(async () => {
      stores.audit.record(deed(`${id} undone`));
      throw new Error("undone");
    });
    await expect(inside).rejects.toThrow("undone");
  }
  await stores.organisations.beginChange();
  if (fails) throw new Error("rolled back");
}

test("a process that is killed in the middle leaves no deed without its record, and no record without its deed", async () => {
  const chance = seededChance(SEED);
  const [before, keysBefore] = [(await wholeChain()).length, await countKeys()];
  for (let kill = 0; kill < 3; kill++) {
    const worker = spawn(process.execPath, [RUNNER, WORKER, testDatabase.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await ready(worker);
    await setTimeout(30 + chance() * 120);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    await unitOfWork.transaction((stores) => recordedKey(stores, `after kill ${kill}`, SYSTEM));
  }
  await untilAlone();
  const added = (await wholeChain()).length - before;
  expect(added).toBeGreaterThan(4);
  expect(await countKeys()).toBe(keysBefore + added);
});

test("rows are never changed, removed or emptied out by whoever only uses the database", async () => {
  await unitOfWork.transaction(async ({ audit }) => audit.record(deed("kept")));
  const before = await wholeChain();
  for (const statement of [
    "update audit_event set action = 'key.created'",
    "delete from audit_event",
    "truncate audit_event",
  ]) {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow("rows of audit_event are never changed");
  }
  expect(await wholeChain()).toEqual(before);
});

test("a deed outside of a transaction is refused: it could be on record and never have happened", () => {
  expect(() => unitOfWork.reading.audit.record(deed("nothing"))).toThrow("in the transaction that does it");
});

async function countKeys(): Promise<number> {
  return (await unitOfWork.reading.keys.list()).length;
}

async function ready(worker: ChildProcess): Promise<void> {
  if (worker.stdout === null) throw new Error("no output");
  await once(worker.stdout, "data");
}

/** Until the server has ended what the killed processes left. */
async function untilAlone(): Promise<void> {
  for (;;) {
    const others = await sql<{ count: number }>`
      select count(*) from pg_stat_activity where datname = current_database() and state like '%transaction%'
        and pid <> pg_backend_pid()`.execute(db);
    if (others.rows[0]?.count === 0) return;
    await setTimeout(20);
  }
}
