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
import { PROMISE_OUTCOMES } from "../../src/domain/sla/outcome-of-promise.ts";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { localDateAt } from "../../src/domain/time/local-date-at.ts";
import { cancelClocks } from "../../src/usecases/clock/cancel-clocks.ts";
import { type ClockContext, createClockContext } from "../../src/usecases/clock/clock-context.ts";
import { pauseClocks } from "../../src/usecases/clock/pause-clocks.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { resumeClocks } from "../../src/usecases/clock/resume-clocks.ts";
import { retargetClocks } from "../../src/usecases/clock/retarget-clocks.ts";
import { revokeAnswer } from "../../src/usecases/clock/revoke-answer.ts";
import { startClocks } from "../../src/usecases/clock/start-clock.ts";
import type { Stores, UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { reportSla, type SlaReportLine } from "../../src/usecases/report/report-sla.ts";
import { danishOnly } from "../support/calendars.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { at } from "../support/memory-clocks.ts";
import { runCli } from "../support/run-cli.ts";
import { seededChance } from "../support/seeded-chance.ts";
import { silentLog } from "../support/silent-log.ts";

const DESK = `desk: { name: North Support, address: support@desk.example, opsAddress: ops@desk.example }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent] }
levels:
  A: { name: { da: x, en: x }, definition: { da: x, en: x }, calendar: office, firstResponse: 4h }
  B: { name: { da: x, en: x }, definition: { da: x, en: x }, calendar: office, firstResponse: 8h, resolution: 16h }
`;
const SEED = 20_261_124;

let database: TestDatabase;
let db: Kysely<Schema>;
let unitOfWork: UnitOfWork;
let context: ClockContext;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, log: silentLog, maxConnections: 3 });
  directory = mkdtempSync(join(tmpdir(), "svartid-report-"));
  const file = join(directory, "desk.yaml");
  writeFileSync(file, DESK);
  environment = { DATABASE_URL: database.url, SVARTID_DESK: file };
  const loaded = loadDesk(file, {});
  if (!loaded.ok) throw new Error("the desk of the test is faulty");
  const { desk, hash } = loaded;
  unitOfWork = createUnitOfWork(db);
  const { clocks } = unitOfWork.reading;
  context = await createClockContext({ desk, hash, stored: storedDesk(desk), holidays: danishOnly, clocks });
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
  rmSync(directory, { recursive: true });
});

type Story = (stores: Stores, ticketId: number) => Promise<unknown>;

let tickets = 0;

async function open(
  startedAt: Instant,
  { organisation, level }: { organisation: string | null; level: string },
  ...story: Story[]
): Promise<void> {
  await unitOfWork.transaction(async (stores) => {
    tickets += 1;
    const ref = `SV-${tickets}`;
    const ticket = await stores.tickets.open({
      ...{ ref, subject: "x", state: "new", level, requester: { address: "r@north.example", name: "R" } },
      ...{ mailboxId: null, organisation, agreement: null, hosting: null, service: null, activity: null },
      ...{ coverage: "included", responsible: "vendor", team: null, agent: null, language: "da" },
      ...{ relatedTicketId: null, openedAt: startedAt },
    });
    const ticketId = ticket?.id ?? 0;
    await startClocks(stores, context, { ticketId, level, startedAt, now: startedAt });
    for (const step of story) await step(stores, ticketId);
  });
}

const answered =
  (time: string): Story =>
  (stores, ticketId) =>
    recordAnswer(stores, context, ticketId, { answer: `outbox:${time}`, at: at(time) });
const bounced =
  (answer: string, time: string): Story =>
  (stores, ticketId) =>
    revokeAnswer(stores, context, ticketId, { answer: `outbox:${answer}`, at: at(time) });
const paused =
  (from: string, to: string): Story =>
  async (stores, ticketId) => {
    await pauseClocks(stores, context, ticketId, { reason: "access", at: at(from) });
    await resumeClocks(stores, context, ticketId, { reason: "access", at: at(to) });
  };
const cancelled =
  (time: string): Story =>
  (stores, ticketId) =>
    cancelClocks(stores, context, ticketId, { at: at(time) });

const report = (...words: string[]) => runCli(["report", "sla", ...words], environment);
const lines = async (...words: string[]): Promise<SlaReportLine[]> => {
  const { code, out, err } = await report(...words, "--json");
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(out).lines;
};

test("a month tells what was kept, late, unanswered, open, cancelled, revoked, and why clocks stood still", async () => {
  const north = { organisation: "north", level: "A" };
  // March 2024 in Copenhagen: Tuesday 12 March opens at 08:00, which is 07:00 in UTC.
  const opened = at("2024-03-12T07:00:00Z");
  await open(opened, north, answered("2024-03-12T08:00:00Z"));
  await open(opened, north, answered("2024-03-12T10:00:00Z"));
  await open(opened, north, paused("2024-03-12T08:00:00Z", "2024-03-13T08:00:00Z"), answered("2024-03-13T09:30:00Z"));
  await open(opened, { organisation: null, level: "A" }, answered("2024-03-12T13:00:00Z"));
  await open(opened, { organisation: null, level: "A" }, cancelled("2024-03-12T08:00:00Z"));
  await open(opened, north, answered("2024-03-12T09:00:00Z"), bounced("2024-03-12T09:00:00Z", "2024-03-12T09:05:00Z"));
  // The last minute of the month in Copenhagen, and the first of the next.
  await open(at("2024-03-31T21:59:00Z"), north, answered("2024-04-02T06:30:00Z"));
  await open(at("2024-03-31T22:00:00Z"), north, answered("2024-04-02T06:30:00Z"));

  const march = await lines("--month", "2024-03");
  const counted = { kind: "first_response", open: 0 };
  expect(march).toMatchObject([
    {
      ...counted,
      section: "total",
      promises: 7,
      kept: 4,
      late: 1,
      unanswered: 1,
      cancelled: 1,
      revoked: 1,
      keptPercent: 66.6,
    },
    { ...counted, section: "level", level: "A", promises: 7 },
    {
      ...counted,
      section: "organisation",
      organisation: null,
      promises: 2,
      kept: 0,
      late: 1,
      cancelled: 1,
      keptPercent: 0,
    },
    {
      ...counted,
      section: "organisation",
      organisation: "north",
      promises: 5,
      kept: 4,
      unanswered: 1,
      keptPercent: 80,
    },
    { ...counted, section: "detail", organisation: null, level: "A", promises: 2 },
    { ...counted, section: "detail", organisation: "north", level: "A", promises: 5 },
  ]);
  // Kept in 60, 180, 150 and 30 minutes, late in 360: the third of five, and the fifth.
  expect(march[0]?.answeredInMinutes).toEqual({ median: 150, ninetieth: 360 });
  // From 09:00 to 16:00 on Tuesday, and from 08:00 to 09:00 on Wednesday.
  expect(march[0]?.paused).toEqual([{ reason: "access", clocks: 1, minutes: 480 }]);
  expect(march[3]?.paused).toEqual([{ reason: "access", clocks: 1, minutes: 480 }]);
  expect(march[2]?.paused).toEqual([]);
  expect(await lines("--month", "2024-03", "--org", "north")).toMatchObject([{ promises: 5 }, {}, {}, {}]);
  expect(await lines("--month", "2024-04")).toMatchObject([{ promises: 1, kept: 1, keptPercent: 100 }, {}, {}, {}]);
});

test(`what is stored counts as the events do, over random stories (seed ${SEED})`, async () => {
  const chance = seededChance(SEED);
  const now = await unitOfWork.reading.now();
  const before = (hours: number) => instant(now - Math.floor(chance() * hours * 3_600_000));
  const steps: ((when: Instant) => Story)[] = [
    (when) => (stores, id) => recordAnswer(stores, context, id, { answer: `outbox:${id}`, at: when }),
    (when) => (stores, id) => revokeAnswer(stores, context, id, { answer: `outbox:${id}`, at: when }),
    (when) => (stores, id) => pauseClocks(stores, context, id, { reason: "access", at: when }),
    (when) => (stores, id) => pauseClocks(stores, context, id, { reason: "consent", at: when }),
    (when) => (stores, id) => resumeClocks(stores, context, id, { reason: "access", at: when }),
    (when) => (stores, id) => retargetClocks(stores, context, id, { level: chance() < 0.5 ? "A" : "B", at: when }),
    (when) => (stores, id) => cancelClocks(stores, context, id, { at: when }),
  ];
  for (let count = 0; count < 120; count += 1) {
    const opening = before(24 * 10);
    const times = Array.from({ length: 4 }, () => instant(opening + Math.floor(chance() * (now - opening)))).sort();
    const story = times.map((when) => (steps[Math.floor(chance() * steps.length)] ?? steps[0])?.(when));
    const organisation = chance() < 0.5 ? "north" : null;
    await open(
      opening,
      { organisation, level: chance() < 0.5 ? "A" : "B" },
      ...story.filter((step) => step !== undefined),
    );
  }
  const zone = "Europe/Copenhagen";
  const months = new Set([before(0), instant(now - 10 * 86_400_000)].map((day) => monthOf(day)));
  const lines: SlaReportLine[] = [];
  for (const month of months) {
    const [stored, recounted] = await Promise.all(
      [false, true].map((recount) =>
        reportSla(unitOfWork.reading, context, { month, zone, organisation: null, now, recount }),
      ),
    );
    expect(stored).toEqual(recounted);
    lines.push(...(stored?.lines ?? []));
  }
  const all = lines.filter(({ section, kind }) => section === "total" && kind === "first_response");
  // Every outcome was there to be counted.
  for (const outcome of PROMISE_OUTCOMES) {
    expect(all.reduce((sum, line) => sum + line[outcome], 0)).toBeGreaterThan(0);
  }
});

function monthOf(day: Instant): string {
  return localDateAt(day, "Europe/Copenhagen").slice(0, 7);
}

test("a month that is none, an unknown organisation and a missing month are refused with a sentence", async () => {
  expect(await report("--month", "2026-13")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Use a month, such as 2026-11."),
  });
  const unknown = await report("--month", "2026-11", "--org", "nowhere");
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain("there is no organisation nowhere: there are none");
  expect((await report()).code).toBe(2);
});

test("an open promise past its deadline counts as unanswered before it fires", async () => {
  await open(at("2024-06-03T06:00:00Z"), { organisation: "north", level: "A" });
  const [total] = await lines("--month", "2024-06");
  expect(total).toMatchObject({ promises: 1, unanswered: 1, open: 0 });
});

test("the recount fails, and names the line, where a stored clock says otherwise than its events", async () => {
  await open(at("2024-08-05T06:00:00Z"), { organisation: "north", level: "A" }, answered("2024-08-05T07:00:00Z"));
  expect(await report("--month", "2024-08", "--recount")).toMatchObject({ code: 0 });
  await sql`update sla_clock set breached_at = started_at where started_at = '2024-08-05T06:00:00Z'`.execute(db);
  const { code, err } = await report("--month", "2024-08", "--recount");
  expect(code).toBe(1);
  expect(err).toContain("what is stored differs from the events");
});

test("names that look like formulas or markup are text in the CSV and on the page", async () => {
  const organisation = `=HYPERLINK("http://x")<b onclick=a>`;
  await open(at("2024-10-07T06:00:00Z"), { organisation, level: "A" }, answered("2024-10-07T07:00:00Z"));
  const csv = await report("--month", "2024-10", "--format", "csv");
  expect(csv.out).toContain(`"'=HYPERLINK(""http://x"")<b onclick=a>"`);
  expect(csv.out.split("\r\n")[1]).toBe("total,first_response,,,1,1,0,0,0,0,0,100,60,60,");
  const page = await report("--month", "2024-10", "--format", "html", "--lang", "da");
  expect(page.out).toContain("=HYPERLINK(&quot;http://x&quot;)&lt;b onclick=a&gt;");
  expect(page.out).not.toMatch(/<b |<script|(href|src)=/);
  expect(page.out).toContain("Overholdelse af svartider");
  const table = await report("--month", "2024-10");
  expect(table.out).toContain("total\tfirst_response\t-\t-\t1\t1\t0\t0\t0\t0\t0\t100 %\t1 h\t1 h\t-");
});
