import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { EmailToFile } from "../../src/usecases/ports/inbound-store.ts";
import { acceptAll } from "../support/accept-all.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const MAILS = 130;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
  await acceptAll(desk, madeMails(MAILS));
});

afterEach(() => desk.close());

interface Reading {
  readonly afterId: number | null;
  readonly emails: readonly EmailToFile[];
}

/** The desk's filing, which notes what is read when, and lets something happen right after. */
function watched(
  readings: Reading[],
  afterwards: (reading: Reading) => Promise<void> = async () => undefined,
): FilingDeps {
  const { unitOfWork } = desk.open;
  const { inbound } = unitOfWork.reading;
  const beginAttempts: typeof inbound.beginAttempts = async (mailboxId, limit, afterId) => {
    const emails = await inbound.beginAttempts(mailboxId, limit, afterId);
    const reading = { afterId, emails };
    readings.push(reading);
    await afterwards(reading);
    return emails;
  };
  const reading = { ...unitOfWork.reading, inbound: { ...inbound, beginAttempts } };
  return { ...desk.open.filing, unitOfWork: { ...unitOfWork, reading } };
}

async function attempts(): Promise<Map<number, number>> {
  const rows = await desk.open.database.selectFrom("inbound_email").select(["id", "attempts"]).orderBy("id").execute();
  return new Map(rows.map((row) => [row.id, row.attempts]));
}

async function filedInOrder(): Promise<number[]> {
  const rows = await desk.open.database
    .selectFrom("filing")
    .select("inbound_email_id")
    .orderBy("filed_at")
    .orderBy("inbound_email_id")
    .execute();
  return rows.map((row) => row.inbound_email_id);
}

test("the next batch is read while one is filed, and all are filed once, in the order they came", async () => {
  const readings: Reading[] = [];
  expect(await fileMailboxes(watched(readings))).toBe(MAILS);
  const all = await attempts();
  expect(await filedInOrder()).toEqual([...all.keys()]);
  expect(new Set(all.values())).toEqual(new Set([1]));
  expect(readings.filter(({ afterId, emails }) => afterId !== null && emails.length > 0)).toHaveLength(2);
});

test("what another worker began meanwhile is not filed from what was read ahead", async () => {
  let touched = 0;
  const deps = watched([], async ({ afterId, emails }) => {
    const email = emails[5];
    if (afterId === null || email === undefined || touched > 0) return;
    touched = email.id;
    await sql`update inbound_email set attempts = attempts + 1 where id = ${touched}`.execute(desk.open.database);
  });
  await fileMailboxes(deps);
  const all = await attempts();
  expect(all.get(touched)).toBe(3);
  expect(await filedInOrder()).toEqual([...all.keys()]);
});

test("an email that was attempted before is read alone, and never ahead", async () => {
  const [first = 0] = (await attempts()).keys();
  const suspect = first + 70;
  await sql`update inbound_email set attempts = 1 where id = ${suspect}`.execute(desk.open.database);
  const readings: Reading[] = [];
  await fileMailboxes(watched(readings));
  const withSuspect = readings.filter(({ emails }) => emails.some(({ id }) => id === suspect));
  expect(withSuspect).toHaveLength(1);
  expect(withSuspect[0]).toMatchObject({ afterId: null, emails: [{ id: suspect, attempts: 2 }] });
  expect(await filedInOrder()).toEqual([...(await attempts()).keys()]);
});

test("no more bytes are read at once than the limit, but always one email", async () => {
  const { inbound } = desk.open.unitOfWork.reading;
  const [mailboxId = 0] = desk.open.mailboxIds.values();
  const [first, ...others] = await inbound.beginAttempts(mailboxId, { mails: 50, bytes: 1 }, null);
  expect(others).toEqual([]);
  const some = await inbound.beginAttempts(mailboxId, { mails: 50, bytes: 3_000 }, first!.id);
  expect(some.length).toBeGreaterThan(1);
  expect(some.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(3_000);
});
