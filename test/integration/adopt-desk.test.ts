import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import type { HolidaySource } from "../../src/domain/calendar/holiday-source.ts";
import { formatInstant } from "../../src/domain/time/instant.ts";
import { acknowledgeAlert } from "../../src/usecases/clock/acknowledge-alert.ts";
import { adoptDesk } from "../../src/usecases/clock/adopt-desk.ts";
import { auditClocks } from "../../src/usecases/clock/audit-clocks.ts";
import { explainClocks } from "../../src/usecases/clock/explain-clocks.ts";
import { presentRow } from "../../src/usecases/clock/present-explanation.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { danishOnly } from "../support/calendars.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const HOUR_MS = 3_600_000;

/** A calendar that is open on all days at these hours, as YAML. */
function everyDay(spans: string, more = ""): string {
  return `{ zone: UTC, hours: { ${DAYS.map((day) => `${day}: ${spans}`).join(", ")} }${more} }`;
}

const ALWAYS = '[["00:00", "24:00"]]';
const office = (calendar: string, more = "") => `calendars:\n  office: ${calendar}\n${more}`;
const DAY_AND_NIGHT = office(everyDay(ALWAYS));

let database: TestDatabase;
let desks: ClockDesk[];

beforeEach(async () => {
  database = await createTestDatabase();
  desks = [];
  const desk = await openClockDesk(database.url);
  // A Tuesday without a holiday near it.
  await sql`update desk_time set "offset" = timestamptz '2027-06-15 10:00Z' - now()`.execute(desk.database);
  await desk.close();
});
afterEach(async () => {
  for (const desk of desks) await desk.close();
  await database.drop();
});

async function deskOf(yaml: string, holidays: HolidaySource = danishOnly): Promise<ClockDesk> {
  const desk = await openClockDesk(database.url, yaml, {}, holidays);
  desks.push(desk);
  return desk;
}

const adopt = ({ deps, context }: ClockDesk) => adoptDesk({ unitOfWork: deps.unitOfWork, context, log: silentLog });
const audit = ({ deps, context }: ClockDesk) => auditClocks(deps.unitOfWork.reading, context);
const eventsOf = async ({ deps }: ClockDesk, id: number) =>
  (await deps.unitOfWork.reading.clocks.listEvents(id)).map(({ type }) => type);

async function closedTomorrow(desk: ClockDesk): Promise<string> {
  const now = await desk.deps.unitOfWork.reading.now();
  const dates = [1, 2].map((days) => formatInstant((now + days * 24 * HOUR_MS) as typeof now).slice(0, 10));
  return office(everyDay(ALWAYS, `, closures: [${dates.map((date) => `{ date: ${date} }`).join(", ")}]`));
}

/** Level A with a target so long that the clock runs over tomorrow. */
const LONG = `levels: { A: { name: { da: n, en: n }, definition: { da: d, en: d }, calendar: office, firstResponse: 30h } }\n`;

describe("a changed calendar", () => {
  test("counts from that instant on: the deadline moves, and what was counted before is kept", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const opened = await old.openTicket(60);
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    expect(await adopt(changed)).toEqual({ calendars: 1, ladders: 0, failed: 0 });
    const clock = await changed.clock(opened.id);
    expect((clock.deadlineAt ?? 0) - (opened.deadlineAt ?? 0)).toBe(48 * HOUR_MS);
    expect(clock.targetMinutes).toBe(opened.targetMinutes);
    expect(clock.deskVersionId).toBe(changed.context.deskVersionId);
    expect(Math.floor(clock.elapsedMs / 60_000)).toBe(60);
    expect(await eventsOf(changed, opened.id)).toEqual(["start", "calendar"]);
    const told = await changed.deps.unitOfWork.reading.tickets.listEvents(opened.ticketId);
    expect(told.at(-1)).toMatchObject({ type: "calendar-changed", actor: "desk", data: { from: "office" } });
    expect(await audit(changed)).toMatchObject({ differences: [] });
  });

  test("changes each clock once, in however many processes and however often it is adopted", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const opened = [];
    for (let index = 0; index < 25; index++) opened.push(await old.openTicket(index));
    const yaml = (await closedTomorrow(old)) + LONG;
    const both = [await deskOf(yaml), await deskOf(yaml)] as const;
    const adoptions = await Promise.all([adopt(both[0]), adopt(both[1]), adopt(both[0]), adopt(both[1])]);
    expect(adoptions.reduce((sum, { calendars }) => sum + calendars, 0)).toBe(25);
    for (const { id } of opened) expect(await eventsOf(old, id)).toEqual(["start", "calendar"]);
    expect(await adopt(both[0])).toEqual({ calendars: 0, ladders: 0, failed: 0 });
  });

  test("broken off in the middle, the rest follows at the next start and none twice", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const opened = [];
    for (let index = 0; index < 8; index++) opened.push(await old.openTicket(index));
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    const { unitOfWork } = changed.deps;
    let transactions = 0;
    const dying: typeof unitOfWork = {
      ...unitOfWork,
      transaction: (work) =>
        unitOfWork.transaction(async (stores) => {
          const result = await work(stores);
          transactions += 1;
          if (transactions > 3) throw new Error("killed");
          return result;
        }),
    };
    const broken = await adoptDesk({ unitOfWork: dying, context: changed.context, log: silentLog });
    expect(broken).toEqual({ calendars: 3, ladders: 0, failed: 5 });
    expect(await adopt(changed)).toEqual({ calendars: 5, ladders: 0, failed: 0 });
    for (const { id } of opened) expect(await eventsOf(changed, id)).toEqual(["start", "calendar"]);
  });

  test("reaches the clocks after one that cannot be judged, which counts as failed", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const unknown = await old.openTicket(60);
    const opened = await old.openTicket(60);
    await sql`update sla_clock set calendar = 'unknown' where id = ${unknown.id}`.execute(old.database);
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    expect(await adopt(changed)).toEqual({ calendars: 1, ladders: 0, failed: 1 });
    expect(await eventsOf(changed, opened.id)).toEqual(["start", "calendar"]);
  });

  test("asks again for the next clock under the same terms when a look at them failed", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    await old.openTicket(60);
    await old.openTicket(60);
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    let looks = 0;
    const failsOnce: typeof changed.context = {
      ...changed.context,
      calendarFor: async (...terms) => {
        looks += 1;
        if (looks === 1) throw new Error("the connection broke");
        return await changed.context.calendarFor(...terms);
      },
    };
    const adoption = await adoptDesk({ unitOfWork: changed.deps.unitOfWork, context: failsOnce, log: silentLog });
    expect(adoption).toEqual({ calendars: 1, ladders: 0, failed: 1 });
  });

  test("walks the open clocks only, however many promises were kept", async () => {
    const desk = await deskOf(DAY_AND_NIGHT);
    const { rows } = await sql<{ definition: string }>`
      select indexdef as definition from pg_indexes where indexname = 'sla_clock_open'`.execute(desk.database);
    expect(rows[0]?.definition).toMatch(/\(id, desk_version_id\) WHERE .*met_at IS NULL.*'cancelled'/);
    const opened = await desk.openTicket(60);
    await sql`insert into sla_clock (ticket_id, kind, level, calendar, desk_version_id, state, started_at,
        target_minutes, met_at)
      select ticket_id, kind, level, calendar, desk_version_id, 'met', started_at, target_minutes, started_at
      from sla_clock, generate_series(1, 5000) where id = ${opened.id}`.execute(desk.database);
    await sql`analyze sla_clock`.execute(desk.database);
    const plan = await sql<{ "QUERY PLAN": string }>`explain select * from sla_clock
      where met_at is null and state <> 'cancelled' and desk_version_id <> 0 and id > 0 order by id limit 500`.execute(
      desk.database,
    );
    expect(plan.rows.map((row) => row["QUERY PLAN"]).join(" ")).toContain("sla_clock_open");
  });

  test("that opens at the same times from now on changes nothing, however it is written", async () => {
    const old = await deskOf(DAY_AND_NIGHT);
    const opened = await old.openTicket(60);
    const halves = '[["00:00", "12:00"], ["12:00", "24:00"]]';
    const same = await deskOf(office(everyDay(halves, ", closures: [{ date: 2020-01-02 }]")));
    expect(same.context.deskVersionId).not.toBe(old.context.deskVersionId);
    expect(await adopt(same)).toEqual({ calendars: 0, ladders: 0, failed: 0 });
    expect(await same.clock(opened.id)).toEqual(opened);
  });

  test("changed back, the clock follows back", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const opened = await old.openTicket(60);
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    await adopt(changed);
    expect(await adopt(old)).toMatchObject({ calendars: 1 });
    expect(await eventsOf(old, opened.id)).toEqual(["start", "calendar", "calendar"]);
    expect((await old.clock(opened.id)).deadlineAt).toBe(opened.deadlineAt);
  });

  test("leaves a promise that was kept as it is", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const opened = await old.openTicket(60);
    await old.change(async (stores) => {
      await recordAnswer(stores, old.context, opened.ticketId, { answer: "outbox:1", at: await stores.now() });
    });
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    expect(await adopt(changed)).toMatchObject({ calendars: 0 });
    expect(await eventsOf(changed, opened.id)).toEqual(["start", "met"]);
  });

  test("is told by explain, with its name and the version of the desk", async () => {
    const old = await deskOf(DAY_AND_NIGHT + LONG);
    const opened = await old.openTicket(60);
    const changed = await deskOf((await closedTomorrow(old)) + LONG);
    await adopt(changed);
    const { reading } = changed.deps.unitOfWork;
    const ref = (await reading.tickets.find(opened.ticketId))?.ref ?? "";
    const told = await explainClocks(reading, changed.context, ref);
    const rows = told.kind === "explained" ? (told.clocks[0]?.rows ?? []).map(presentRow) : [];
    expect(rows.map(({ detail }) => detail)).toContain(
      `calendar: office, version ${changed.context.deskVersionId} of the desk`,
    );
  });

  test("whatever desks come one after the other, each clock changes as often as its opening hours do", async () => {
    const variants = [
      everyDay(ALWAYS),
      everyDay('[["06:00", "20:00"]]'),
      everyDay('[["06:00", "13:00"], ["13:00", "20:00"]]'),
    ];
    const opens = [0, 1, 1];
    const order =
      fc.sample(fc.array(fc.nat(2), { minLength: 6, maxLength: 8 }), { seed: 20261124, numRuns: 1 })[0] ?? [];
    const first = await deskOf(office(variants[0] ?? ""));
    const opened = await first.openTicket(30);
    let now = 0;
    let changes = 0;
    for (const next of order) {
      const desk = await deskOf(office(variants[next] ?? ""));
      await Promise.all([adopt(desk), adopt(desk)]);
      await adopt(desk);
      changes += opens[next] === opens[now] ? 0 : 1;
      now = next;
      expect(await audit(desk)).toMatchObject({ differences: [] });
    }
    expect(changes).toBeGreaterThan(1);
    expect((await eventsOf(first, opened.id)).filter((type) => type === "calendar")).toHaveLength(changes);
  });
});

describe("a changed agreement", () => {
  const north = (agreement: string) =>
    `organisations: [{ id: north, name: N, domains: [north.example], hosting: vendor${agreement} }]\n`;
  const calendars = `calendars:\n  office: ${everyDay(ALWAYS)}\n  short: ${everyDay('[["08:00", "09:00"]]')}\n`;
  const period = "from: 2020-01-01, to: 2099-12-31";

  test("gives its clocks the calendar that was agreed, and the others none", async () => {
    const old = await deskOf(calendars + north(`, agreement: { ${period} }`));
    const ours = await old.openTicket(0, { organisation: "north", agreement: { calendar: null } });
    const other = await old.openTicket(0);
    const changed = await deskOf(calendars + north(`, agreement: { ${period}, calendar: short }`));
    expect(await adopt(changed)).toMatchObject({ calendars: 1 });
    expect((await changed.clock(ours.id)).calendar).toBe("short");
    expect(await changed.clock(other.id)).toEqual(other);
  });

  test("that has ended leaves the clock what was agreed when the ticket was opened", async () => {
    const old = await deskOf(calendars + north(`, agreement: { ${period}, calendar: short }`));
    const ours = await old.openTicket(0, { organisation: "north", agreement: { calendar: "short" } });
    const ended = await deskOf(calendars + north(""));
    expect(await adopt(ended)).toMatchObject({ calendars: 0 });
    expect(await ended.clock(ours.id)).toEqual(ours);
  });

  test("a clock whose calendar the desk no longer has follows the calendar of its level", async () => {
    const old = await deskOf(`${calendars}${LONG.replace("calendar: office", "calendar: short")}`);
    const ours = await old.openTicket(60);
    const without = await deskOf(DAY_AND_NIGHT);
    expect(await adopt(without)).toMatchObject({ calendars: 1, failed: 0 });
    expect((await without.clock(ours.id)).calendar).toBe("office");
    expect(await audit(without)).toMatchObject({ differences: [] });
  });
});

describe("what else changes in desk.yaml", () => {
  test("a target stands as it was promised, and new tickets get the new one", async () => {
    const old = await deskOf(DAY_AND_NIGHT);
    const opened = await old.openTicket(0);
    const changed = await deskOf(DAY_AND_NIGHT + LONG);
    expect(await adopt(changed)).toEqual({ calendars: 0, ladders: 0, failed: 0 });
    expect(await changed.clock(opened.id)).toEqual(opened);
    expect((await changed.openTicket(0)).targetMinutes).toBe(30 * 60);
  });

  test("a ladder rings by its new steps from the next one on, and an acknowledgement holds on", async () => {
    const old = await deskOf(DAY_AND_NIGHT);
    const opened = await old.openTicket(0);
    const held = await old.openTicket(0);
    await old.change(async (stores) =>
      acknowledgeAlert(stores, old.context, held.ticketId, { holdMinutes: 600, at: await stores.now() }),
    );
    const changed = await deskOf(`${DAY_AND_NIGHT}ladder: [{ at: -2h, to: [ops] }, { at: 0h, to: [ops] }]\n`);
    expect(await adopt(changed)).toEqual({ calendars: 0, ladders: 1, failed: 0 });
    const clock = await changed.clock(opened.id);
    expect((clock.nextWakeAt ?? 0) - clock.startedAt).toBe(2 * HOUR_MS);
    expect(await eventsOf(changed, opened.id)).toEqual(["start"]);
    expect((await changed.clock(held.id)).ladderHeldUntil).not.toBeNull();
    expect(await adopt(changed)).toEqual({ calendars: 0, ladders: 0, failed: 0 });
  });
});

describe("holidays", () => {
  const WITH_HOLIDAYS = office(everyDay(ALWAYS, ", holidays: [dk]"), LONG);
  const also =
    (...dates: string[]): HolidaySource =>
    (country, year) => [
      ...(danishOnly(country, year) ?? []),
      ...dates.filter((date) => date.startsWith(`${year}`)).map((date) => ({ date, name: { en: "New holiday" } })),
    ];

  async function tomorrow(desk: ClockDesk, days = 1): Promise<string> {
    const now = await desk.deps.unitOfWork.reading.now();
    return formatInstant((now + days * 24 * HOUR_MS) as typeof now).slice(0, 10);
  }

  test("a newer table of holidays changes nothing that was computed, and counts from now on", async () => {
    const old = await deskOf(WITH_HOLIDAYS);
    const opened = await old.openTicket(60);
    const corrected = await deskOf(WITH_HOLIDAYS, also(await tomorrow(old)));
    expect(corrected.context.deskVersionId).not.toBe(old.context.deskVersionId);
    expect(await audit(corrected)).toMatchObject({ clocks: 1, differences: [] });
    expect((await corrected.clock(opened.id)).deadlineAt).toBe(opened.deadlineAt);
    expect(await adopt(corrected)).toMatchObject({ calendars: 1 });
    expect(((await corrected.clock(opened.id)).deadlineAt ?? 0) - (opened.deadlineAt ?? 0)).toBe(24 * HOUR_MS);
    expect(await audit(corrected)).toMatchObject({ differences: [] });
  });

  test("a correction of the past is a new revision, and changes no clock", async () => {
    const old = await deskOf(WITH_HOLIDAYS);
    const opened = await old.openTicket(60);
    const corrected = await deskOf(WITH_HOLIDAYS, also(await tomorrow(old, -40)));
    expect(await adopt(corrected)).toEqual({ calendars: 0, ladders: 0, failed: 0 });
    expect(await corrected.clock(opened.id)).toEqual(opened);
  });

  test("the same table is the same version, in two processes at once too", async () => {
    const [one, two] = await Promise.all([deskOf(WITH_HOLIDAYS), deskOf(WITH_HOLIDAYS)]);
    expect(one?.context.deskVersionId).toBe(two?.context.deskVersionId);
    await one?.openTicket(0);
    expect((await deskOf(WITH_HOLIDAYS)).context.deskVersionId).toBe(one?.context.deskVersionId);
  });

  test("a version stored before holidays were kept gets them when it is first used", async () => {
    const old = await deskOf(WITH_HOLIDAYS);
    await old.openTicket(60);
    await sql`delete from desk_holiday_year`.execute(old.database);
    const later = await deskOf(WITH_HOLIDAYS);
    expect(later.context.deskVersionId).toBe(old.context.deskVersionId);
    expect(await audit(later)).toMatchObject({ clocks: 1, differences: [] });
    const kept = await sql<{ years: number }>`select count(*) as years from desk_holiday_year`.execute(old.database);
    expect(kept.rows[0]?.years).toBe(18);
  });
});
