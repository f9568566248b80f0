import { afterEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import type { Organisation } from "../../src/domain/desk/organisation.ts";
import { adoptDesk, adoptOrganisations } from "../../src/usecases/clock/adopt-desk.ts";
import { auditClocks } from "../../src/usecases/clock/audit-clocks.ts";
import { explainClocks } from "../../src/usecases/clock/explain-clocks.ts";
import { fireClock } from "../../src/usecases/clock/fire-clock.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { revokeAnswer } from "../../src/usecases/clock/revoke-answer.ts";
import { startNextResponse } from "../../src/usecases/clock/start-next-response.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { type ClockDesk, openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const daily = (span: string) => `{ zone: UTC, hours: { ${DAYS.map((day) => `${day}: [[${span}]]`).join(", ")} } }`;
const CALENDARS = `
calendars:
  office: ${daily('"08:00", "16:00"')}
  always: ${daily('"00:00", "24:00"')}
`;
const AGREED = { from: "2020-01-01", to: "2099-12-31" };
const NAMES = "name: { da: n, en: n }, definition: { da: d, en: d }";
const TERM = "from: 2020-01-01, to: 2099-12-31";
const HOUR_MS = 3_600_000;
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe("from the mail to the deadline", () => {
  const DESK = `${CALENDARS}
organisations:
  - id: north
    name: North
    domains: [north.example]
    hosting: vendor
    agreement: { ${TERM}, levels: { A: { firstResponse: 2h, nextResponse: 1h, calendar: always }, C: { firstResponse: 3h, calendar: always } } }
  - { id: south, name: South, domains: [south.example], hosting: vendor, agreement: { ${TERM} } }
levels:
  A: { ${NAMES}, calendar: office, firstResponse: 4h, nextResponse: 4h }
  C: { ${NAMES}, calendar: office, firstResponse: 16h }
rules: [{ when: { subject: kritisk }, set: { level: A } }, { when: { text: kritisk }, set: { level: A } }]
`;
  let world: AgentDesk;
  const clocksOf = ({ id }: { id: number }) => world.desk.open.unitOfWork.reading.clocks.listForTicket(id);

  async function atNight(): Promise<void> {
    world = await openAgentDesk(0, DESK);
    closing.push(() => world.close());
    await sql`update desk_time set "offset" = timestamptz '2027-06-15 20:00Z' - now()`.execute(
      world.desk.open.database,
    );
  }

  test("level A in two hours of all hours for one, in four hours of the office for another, as each is told", async () => {
    await atNight();
    const north = await world.opens("Det er kritisk", "mette@north.example", "n1");
    const south = await world.opens("Det er kritisk", "bo@south.example", "s1");
    const [ours, theirs] = [(await clocksOf(north))[0]!, (await clocksOf(south))[0]!];
    expect(ours).toMatchObject({ level: "A", calendar: "always", targetMinutes: 120 });
    expect((ours.deadlineAt ?? 0) - ours.startedAt).toBe(2 * HOUR_MS);
    expect(theirs).toMatchObject({ level: "A", calendar: "office", targetMinutes: 240 });
    expect(theirs.deadlineAt).toBe(Date.parse("2027-06-16T12:00:00Z"));
    const acknowledged = await world.desk.open.database
      .selectFrom("outbox")
      .select(["id", "ticket_id"])
      .where("class", "=", "acknowledgement")
      .where("ticket_id", "in", [north.id, south.id])
      .orderBy("id")
      .execute();
    const [toNorth, toSouth] = await Promise.all(acknowledged.map(({ id }) => world.read(id)));
    // In the desk's zone, two hours ahead of UTC in summer.
    expect(toNorth?.text).toMatch(/16\. juni 2027.*00[.:]0/);
    expect(toSouth?.text).toMatch(/16\. juni 2027.*14[.:]00/);
  });

  test("#level gives the target and calendar that the agreement says of the new level, and nothing of it without", async () => {
    await atNight();
    const north = await world.opens("Noget driller", "mette@north.example", "n1");
    expect(await clocksOf(north)).toMatchObject([{ level: "C", calendar: "always", targetMinutes: 180 }]);
    await world.say("#level A", "one", north);
    expect(await clocksOf(north)).toMatchObject([{ level: "A", calendar: "always", targetMinutes: 120 }]);
    const south = await world.opens("Noget driller", "bo@south.example", "s1");
    await world.say("#level A", "one", south);
    expect(await clocksOf(south)).toMatchObject([{ level: "A", calendar: "office", targetMinutes: 240 }]);
  });

  test("the customer's next mail is answered within what the agreement says of it", async () => {
    await atNight();
    const { unitOfWork, clock } = world.desk.open;
    for (const [from, minutes, calendar] of [
      ["mette@north.example", 60, "always"],
      ["bo@south.example", 240, "office"],
    ] as const) {
      const ticket = await world.opens("Det er kritisk", from, from.slice(0, 2));
      await unitOfWork.transaction(async (stores) => {
        const at = await stores.now();
        await recordAnswer(stores, clock, ticket.id, { answer: "outbox:1", at });
        await startNextResponse(stores, clock, ticket, { at });
      });
      const next = (await clocksOf(ticket)).find(({ kind }) => kind === "next_response");
      expect(next).toMatchObject({ targetMinutes: minutes, calendar });
    }
  });
});

describe("the ladder", () => {
  const ROUND = `
calendars: { office: ${daily('"00:00", "24:00"')} }
`;
  const organisation = (id: string, more: string) =>
    `  - { id: ${id}, name: ${id}, domains: [${id}.example], hosting: vendor, agreement: { ${TERM}${more} } }\n`;
  const OWN = ", ladder: [{ at: -1h, to: [north@desk.example] }, { at: 0h, to: [lead] }]";
  const LEVEL = `${OWN}, levels: { A: { ladder: [{ at: -30m, to: [critical@desk.example] }] } }`;
  const desk = (north: string, east = LEVEL) =>
    `${ROUND}ladder: [{ at: -2h, to: [ops] }]\norganisations:\n${organisation("north", north)}${organisation("east", east)}${organisation("south", "")}`;

  async function open(...yamls: string[]): Promise<ClockDesk[]> {
    const database = await createTestDatabase();
    closing.push(() => database.drop());
    const desks: ClockDesk[] = [];
    for (const yaml of yamls) desks.push(await openClockDesk(database.url, yaml));
    closing.push(async () => {
      for (const one of desks) await one.close();
    });
    return desks;
  }

  /** `minutes` working minutes before or after the target of four hours. */
  async function ringsAt(world: ClockDesk, organisation: string | null, minutes: number): Promise<string[]> {
    const before = (await world.alerts()).length;
    const { id, version } = await world.openTicket(240 + minutes, { organisation });
    await fireClock(world.deps, { clockId: id, version });
    return (await world.alerts()).slice(before).map(({ kind, recipient }) => `${kind} ${recipient}`);
  }

  test("rings by the agreement's level, else by the agreement, else by the desk, and for no other", async () => {
    const [world] = await open(desk(OWN));
    expect(await ringsAt(world!, "south", -119)).toEqual(["warning ops@desk.example"]);
    expect(await ringsAt(world!, null, -119)).toEqual(["warning ops@desk.example"]);
    expect(await ringsAt(world!, "north", -61)).toEqual([]);
    expect(await ringsAt(world!, "north", -59)).toEqual(["warning north@desk.example"]);
    expect(await ringsAt(world!, "east", -31)).toEqual([]);
    expect(await ringsAt(world!, "east", -29)).toEqual(["warning critical@desk.example"]);
  });

  test("sleeps until its own first step, after each change too, and is explained by it", async () => {
    const [world] = await open(desk(OWN));
    const clock = await world!.openTicket(0, { organisation: "north" });
    const ownStep = (clock.deadlineAt ?? 0) - HOUR_MS;
    expect(clock.nextWakeAt).toBe(ownStep);
    const { context, deps } = world!;
    await world!.change(async (stores) => {
      const at = await stores.now();
      await recordAnswer(stores, context, clock.ticketId, { answer: "outbox:1", at });
    });
    await world!.change(async (stores) => {
      const at = await stores.now();
      await revokeAnswer(stores, context, clock.ticketId, { answer: "outbox:1", at });
    });
    expect((await world!.clock(clock.id)).nextWakeAt).toBe(ownStep);
    const { ref } = (await deps.unitOfWork.reading.tickets.find(clock.ticketId))!;
    const explained = await explainClocks(deps.unitOfWork.reading, context, ref);
    const steps = explained.kind === "explained" ? explained.clocks[0]?.steps.map(({ atMinutes }) => atMinutes) : [];
    expect(steps).toEqual([-60, 0]);
    expect(await auditClocks(deps.unitOfWork.reading, context)).toMatchObject({ differences: [] });
  });

  test("of a changed desk.yaml is followed by open clocks, while the target stands as it was promised", async () => {
    const later = ", ladder: [{ at: -3h, to: [lead] }], levels: { A: { firstResponse: 1h } }";
    const [old, changed] = await open(desk(OWN), desk(later));
    const north = await old!.openTicket(0, { organisation: "north" });
    const south = await old!.openTicket(0, { organisation: "south" });
    const { unitOfWork } = changed!.deps;
    const adopt = () => adoptDesk({ unitOfWork, context: changed!.context, log: silentLog });
    expect(await adopt()).toEqual({ calendars: 0, ladders: 1, failed: 0 });
    const after = await changed!.clock(north.id);
    expect(after).toMatchObject({ targetMinutes: 240, deadlineAt: north.deadlineAt });
    expect(after.nextWakeAt).toBe((north.deadlineAt ?? 0) - 3 * HOUR_MS);
    expect(await changed!.clock(south.id)).toEqual(south);
    expect(await adopt()).toEqual({ calendars: 0, ladders: 0, failed: 0 });
  });

  test("of a stored organisation is followed within a minute, once, and rings for whom it names", async () => {
    const [world] = await open(desk(OWN));
    const { unitOfWork } = world!.deps;
    const stored = (agreement: Partial<Organisation["agreement"]>): Organisation => ({
      ...{ id: "west", name: "West", domains: ["west.example"], contacts: [], hosting: "vendor", installed: [] },
      ...{ accountManager: null, templates: null },
      agreement: { ...AGREED, renewalMonths: null, calendar: null, ...agreement },
    });
    const put = (one: Organisation) =>
      world!.change(async (stores) => {
        const version = await stores.organisations.beginChange();
        await stores.organisations.put(one, { version, at: await stores.now(), actor: "ops" });
      });
    const adopt = () => adoptOrganisations({ unitOfWork, context: world!.context, log: silentLog });
    await put(stored({}));
    const opened = await world!.openTicket(200, { organisation: "west" });
    await adopt();
    expect((await world!.clock(opened.id)).nextWakeAt).toBe((opened.deadlineAt ?? 0) - 2 * HOUR_MS);
    const to = [{ kind: "address", address: "west@desk.example" }] as const;
    await put(stored({ levels: { A: { firstResponseMinutes: 10, ladder: [{ atMinutes: -60, to }] } } }));
    expect(await adopt()).toEqual({ calendars: 0, ladders: 1, failed: 0 });
    const clock = await world!.clock(opened.id);
    expect(clock).toMatchObject({ targetMinutes: 240, nextWakeAt: (opened.deadlineAt ?? 0) - HOUR_MS });
    expect(await adopt()).toBeNull();
    await fireClock(world!.deps, { clockId: clock.id, version: clock.version });
    expect(await world!.alerts()).toMatchObject([{ kind: "warning", recipient: "west@desk.example" }]);
  });
});
