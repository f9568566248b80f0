import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { startWork } from "../../src/start-work.ts";
import { findCalendars } from "../../src/usecases/clock/find-calendars.ts";
import { recordAnswer } from "../../src/usecases/clock/record-answer.ts";
import { warmCalendars } from "../../src/usecases/clock/warm-calendars.ts";
import { danishOnly } from "../support/calendars.ts";
import { openClockDesk } from "../support/clock-desk.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { openTestDesk } from "../support/open-test-desk.ts";
import { silentLog } from "../support/silent-log.ts";
import { testDesk } from "../support/test-desk.ts";

const OPEN = Object.entries({ mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 })
  .map(([day]) => `${day}: [["00:00", "24:00"]]`)
  .join(", ");

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

test("once warmed, the calendars of open clocks and of the desk are found while every connection is held", async () => {
  const old = await openClockDesk(database.url, `calendars:\n  office: { zone: UTC, hours: { ${OPEN} } }\n`);
  const answered = await old.openTicket(5);
  await old.change(async (stores) => {
    await recordAnswer(stores, old.context, answered.ticketId, { answer: "outbox:1", at: await stores.now() });
  });
  const oldVersion = old.context.deskVersionId;
  expect(await old.deps.unitOfWork.reading.clocks.listOpenCalendars()).toEqual([]);
  await old.openTicket(5);
  await old.openTicket(5);
  await old.close();
  const changed = await openClockDesk(database.url, `calendars:\n  office: { zone: Etc/GMT-1, hours: { ${OPEN} } }\n`);
  const db = openDatabase({ url: database.url, log: silentLog, maxConnections: 1 });
  try {
    const unitOfWork = createUnitOfWork(db);
    const context = { ...changed.context, calendarFor: findCalendars(unitOfWork.reading.clocks, danishOnly) };
    expect(await unitOfWork.reading.clocks.listOpenCalendars()).toEqual([
      { calendar: "office", deskVersionId: oldVersion },
    ]);
    await warmCalendars(unitOfWork, context, silentLog);
    await unitOfWork.transaction(async (stores) => {
      await stores.now();
      for (const id of [oldVersion, changed.context.deskVersionId]) await context.calendarFor("office", id);
    });
  } finally {
    await db.destroy();
    await changed.close();
  }
});

test("a process that works loads the calendars of its desk before it begins, one that only serves does not", async () => {
  const { open, close } = await openTestDesk(testDesk());
  const asked: string[] = [];
  const calendarFor: typeof open.clock.calendarFor = (key, deskVersionId) => {
    asked.push(key);
    return open.clock.calendarFor(key, deskVersionId);
  };
  const watched = { ...open, clock: { ...open.clock, calendarFor } };
  try {
    await (await startWork(watched, { works: false })).stop();
    expect(asked).toEqual([]);
    const working = await startWork(watched, { works: true });
    expect(asked).toEqual(Object.keys(open.clock.desk.calendars));
    await working.stop();
  } finally {
    await close();
  }
});
