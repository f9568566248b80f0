import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { type Kysely, sql } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { loadDesk } from "../../src/desk/load-desk.ts";
import { storedDesk } from "../../src/domain/desk/stored-desk.ts";
import { createClockContext } from "../../src/usecases/clock/clock-context.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { startClocks } from "../../src/usecases/clock/start-clock.ts";
import { danishOnly } from "../support/calendars.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { at } from "../support/memory-clocks.ts";
import { runCli } from "../support/run-cli.ts";
import { silentLog } from "../support/silent-log.ts";

const AGREED = `desk: { name: North Support, address: support@desk.example, opsAddress: ops@desk.example }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent] }
levels:
  A: { name: { da: x, en: x }, definition: { da: x, en: x }, calendar: office, firstResponse: 4h }
`;

// Tuesday 12 March 2024 at 08:00 in Copenhagen.
const OPENED = at("2024-03-12T07:00:00Z");
const COPIES = 1_200;

let database: TestDatabase;
let db: Kysely<Schema>;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, log: silentLog, maxConnections: 3 });
  directory = mkdtempSync(join(tmpdir(), "svartid-simulate-"));
  environment = { DATABASE_URL: database.url, SVARTID_DESK: deskFile("agreed.yaml", AGREED) };
  await tellStory();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
  rmSync(directory, { recursive: true });
});

function deskFile(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

/** A ticket answered after three hours, one answered after five, and many copies of the first a year later. */
async function tellStory(): Promise<void> {
  const loaded = loadDesk(environment.SVARTID_DESK ?? "", {});
  if (!loaded.ok) throw new Error("the desk of the test is faulty");
  const { desk, hash } = loaded;
  const unitOfWork = createUnitOfWork(db);
  const { clocks } = unitOfWork.reading;
  const context = await createClockContext({ desk, hash, stored: storedDesk(desk), holidays: danishOnly, clocks });
  for (const [ref, organisation, answeredAt] of [
    ["SV-KEPT", "north", "2024-03-12T10:00:00Z"],
    ["SV-LATE", null, "2024-03-12T12:00:00Z"],
  ] as const) {
    await unitOfWork.transaction(async (stores) => {
      const requester = { address: `${ref}@north.example`, name: "R" };
      const ticket = await stores.tickets.open({
        ...{ ref, subject: "x", state: "new", level: "A", requester, mailboxId: null, organisation, agreement: null },
        ...{ hosting: null, service: null, activity: null, coverage: "included", responsible: "vendor" },
        ...{ team: null, agent: null, language: "da", relatedTicketId: null, openedAt: OPENED },
      });
      const ticketId = ticket?.id ?? 0;
      await startClocks(stores, context, { ticketId, level: "A", startedAt: OPENED });
      await recordAnswer(stores, context, ticketId, { answer: "outbox:1", at: at(answeredAt) });
    });
  }
  await copyFirstTicket();
}

async function copyFirstTicket(): Promise<void> {
  await sql`
    with tickets as (
      insert into ticket (ref, subject, level, requester_id, organisation, language, opened_at)
      select 'SV-' || n, subject, level, requester_id, 'south', language, opened_at + interval '1 year'
      from ticket, generate_series(1, ${COPIES}) n where ref = 'SV-KEPT' returning id
    ), clocks as (
      insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at, target_minutes)
      select tickets.id, kind, sla_clock.level, calendar, desk_version_id, sla_clock.state, started_at, target_minutes
      from tickets, sla_clock join ticket on ticket.id = ticket_id where ref = 'SV-KEPT' returning id
    )
    insert into clock_event (clock_id, at, type, data)
    select clocks.id, at, type, data from clocks, clock_event
    where clock_id = (select sla_clock.id from sla_clock join ticket on ticket.id = ticket_id where ref = 'SV-KEPT')
    order by clocks.id, clock_event.id`.execute(db);
}

const simulate = (...words: string[]) => runCli(["sla", "simulate", ...words], environment);

test("the same desk changes nothing, over pages of clocks", async () => {
  const file = environment.SVARTID_DESK ?? "";
  const { code, out, err } = await simulate("--desk", file, "--from", "2024-01-01", "--to", "2026-01-01", "--json");
  expect([code, err]).toEqual([0, ""]);
  const { differences, groups, ...rest } = JSON.parse(out);
  expect(rest).toMatchObject({ clocks: COPIES + 2, different: 0, unreadable: 0, zone: "Europe/Copenhagen" });
  expect(differences).toEqual([]);
  expect(groups).toMatchObject([
    { level: "A", organisation: null, clocks: 1, breached: 1, wouldBreach: 1 },
    { level: "A", organisation: "north", clocks: 1, breached: 0, wouldBreach: 0 },
    { level: "A", organisation: "south", clocks: COPIES, breached: 0, wouldBreach: 0 },
  ]);
});

test("a tighter target tells who would have breached, by ticket and by organisation, and writes nothing", async () => {
  const tight = deskFile("tight.yaml", AGREED.replace("4h", "2h"));
  const written = () =>
    sql`select (select count(*) from desk_version) versions, (select count(*) from desk_holiday_year) years, (select count(*) from clock_event), (select max(version) from sla_clock)`
      .execute(db)
      .then(({ rows }) => rows);
  // What a real computation of a clock would keep: a simulation keeps nothing.
  await sql`delete from desk_holiday_year`.execute(db);
  const before = await written();
  const period = ["--from", "2024-03-12", "--to", "2024-03-13"];
  const { code, out } = await simulate("--desk", tight, ...period);
  expect(code).toBe(0);
  expect(out.split("\n")).toEqual([
    "SV-KEPT  first_response, level A, north: kept -> breached (due 2024-03-12 10:00)",
    "2 clocks replayed, 1 would have ended otherwise. Times are in Europe/Copenhagen.",
    "",
    "level\torganisation\tclocks\tbreached\twould breach\tnewly\tspared\tnot promised",
    "A\t-\t1\t1\t1\t0\t0\t0",
    "A\tnorth\t1\t0\t1\t1\t0\t0",
    "",
  ]);
  const json = JSON.parse((await simulate("--desk", tight, ...period, "--json")).out);
  expect(json.differences).toEqual([
    {
      ref: "SV-KEPT",
      kind: "first_response",
      level: "A",
      organisation: "north",
      was: { verdict: "kept", deadline: null },
      would: { verdict: "breached", deadline: "2024-03-12T09:00:00.000Z" },
    },
  ]);
  expect(await written()).toEqual(before);
});

test("every difference is told, however many there are", async () => {
  const tight = deskFile("tight.yaml", AGREED.replace("4h", "2h"));
  const { out } = await simulate("--desk", tight, "--from", "2025-01-01", "--to", "2026-01-01", "--json");
  const { differences, different } = JSON.parse(out);
  expect(different).toBe(COPIES);
  expect(new Set(differences.map(({ ref }: { ref: string }) => ref)).size).toBe(COPIES);
});

test("the end of the period does not belong to it, and an empty one is no fault", async () => {
  const file = environment.SVARTID_DESK ?? "";
  const { code, out } = await simulate("--desk", file, "--from", "2024-03-11", "--to", "2024-03-12", "--json");
  expect([code, JSON.parse(out)]).toMatchObject([0, { clocks: 0, different: 0, differences: [], groups: [] }]);
});

test("a faulty desk file is answered with all its faults, each with its line and path", async () => {
  const faulty = deskFile("faulty.yaml", AGREED.replace("4h", "soon").replace("roles: [agent]", "roles: [boss]"));
  const { code, out, err } = await simulate("--desk", faulty, "--from", "2024-01-01", "--to", "2024-02-01");
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(/faulty\.yaml:3:\d+ agents\.one\.roles/);
  expect(err).toMatch(/faulty\.yaml:5:\d+ levels\.A\.firstResponse/);
  const missing = await simulate("--desk", join(directory, "none.yaml"), "--from", "2024-01-01", "--to", "2024-02-01");
  expect([missing.code, missing.err]).toEqual([1, expect.stringContaining("none.yaml:1:1 the file does not exist")]);
});

test.each([
  [["--from", "2024-02-30", "--to", "2024-03-01"], "Use a date that exists"],
  [["--from", "soon", "--to", "2024-03-01"], "Use a date that exists"],
  [["--from", "2024-03-01", "--to", "2024-03-01"], "--from must be before --to"],
  [["--from", "2024-03-01"], "required option '--to <date>'"],
])("wrong dates are wrong usage: %s", async (words, why) => {
  const { code, out, err } = await simulate("--desk", environment.SVARTID_DESK ?? "", ...words);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(why);
});
