import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { Stores, UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { acceptLate, fileLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";
import { until } from "../support/until.ts";

// Two mails that show the same two tickets to be of one conversation, filed at the same time from two mailboxes: one joins the one, and one the other.

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + SALES_MAILBOX));
});
afterEach(() => desk.close());

// What nothing proves joins only what names it, so that the two tickets stay two.
const unproved = (mail: LateMail): LateMail => ({ ...mail, proved: false });
const rowsOf = async (query: ReturnType<typeof sql>) => (await query.execute(desk.open.database)).rows;

async function isAnyoneWaiting(): Promise<boolean> {
  const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await rowsOf(waiting)).length > 0;
}

/**
 * Files a batch of each mailbox at once. Each filer goes on from the first ticket that it locks when the other has locked one, too, or waits. Gives how often each
 * transaction was begun.
 */
async function fileAtOnce(batches: readonly (readonly LateMail[])[]): Promise<number[]> {
  const locking = new Set<number>();
  const begun: number[] = [];
  const filingOf = (mailboxId: number): FilingDeps => {
    const { unitOfWork } = desk.open;
    const meeting = (stores: Stores): Stores => ({
      ...stores,
      tickets: {
        ...stores.tickets,
        lock: async (id) => {
          const ticket = await stores.tickets.lock(id);
          const isFirst = !locking.has(mailboxId);
          locking.add(mailboxId);
          if (isFirst) await until(async () => locking.size === batches.length || (await isAnyoneWaiting()));
          return ticket;
        },
      },
    });
    const transaction: UnitOfWork["transaction"] = async (work) => {
      const place = begun.push(0) - 1;
      return await unitOfWork.transaction((stores) => {
        begun[place] = (begun[place] ?? 0) + 1;
        return work(meeting(stores));
      });
    };
    const inbound = { ...unitOfWork.reading.inbound, listMailboxesToFile: async () => [mailboxId] };
    return { ...desk.open.filing, unitOfWork: { transaction, reading: { ...unitOfWork.reading, inbound } } };
  };
  const mailboxIds = [...desk.open.mailboxIds.values()];
  for (const [mailbox, mails] of batches.entries()) {
    for (const mail of mails) await acceptLate(desk, { ...mail, mailbox });
  }
  await Promise.all(batches.map((_, place) => fileMailboxes(filingOf(mailboxIds[place] ?? 0))));
  return begun;
}

test("neither filer waits for the other in a ring, and the tickets are tied once", async () => {
  const one = await fileLate(desk, unproved({ id: "a", names: ["x"], minutesAgo: 31 }));
  const other = await fileLate(desk, unproved({ id: "b", names: ["y"], minutesAgo: 30 }));
  expect(await fileLate(desk, unproved({ id: "c", names: ["y", "a"], minutesAgo: 20 }))).toBe(one);
  expect(await fileLate(desk, unproved({ id: "d", names: ["x", "b"], minutesAgo: 19 }))).toBe(other);

  const begun = await fileAtOnce([[unproved({ id: "x", minutesAgo: 50 })], [unproved({ id: "y", minutesAgo: 50 })]]);

  expect(begun.every((times) => times === 1)).toBe(true);
  const joined = await rowsOf(sql`
    select message_id, ticket_id from message where message_id in ('<x@north.example>', '<y@north.example>') order by 1`);
  expect(joined).toEqual([
    { message_id: "<x@north.example>", ticket_id: one },
    { message_id: "<y@north.example>", ticket_id: other },
  ]);
  expect(await rowsOf(sql`select id, related_ticket_id from ticket order by id`)).toEqual([
    { id: one, related_ticket_id: other },
    { id: other, related_ticket_id: one },
  ]);
  const links = await rowsOf(sql`
    select ticket_id, count(*)::int as count from ticket_event where type = 'linked' group by 1 order by 1`);
  expect(links).toEqual([
    { ticket_id: one, count: 1 },
    { ticket_id: other, count: 1 },
  ]);
});

test("batches that tie two pairs in opposite order end in a ring once: one runs again, and nothing is lost or there twice", async () => {
  const pairs = new Map<number, readonly [number | null, number | null]>();
  for (const pair of [1, 2]) {
    const one = await fileLate(desk, unproved({ id: `a${pair}`, names: [`x${pair}`], minutesAgo: 31 }));
    const other = await fileLate(desk, unproved({ id: `b${pair}`, names: [`y${pair}`], minutesAgo: 30 }));
    await fileLate(desk, unproved({ id: `c${pair}`, names: [`y${pair}`, `a${pair}`], minutesAgo: 20 }));
    await fileLate(desk, unproved({ id: `d${pair}`, names: [`x${pair}`, `b${pair}`], minutesAgo: 19 }));
    pairs.set(pair, [one, other]);
  }
  const mails = (...ids: string[]) => ids.map((id) => unproved({ id, minutesAgo: 50 }));
  const [{ lastId } = { lastId: 0 }] = (await rowsOf(sql`select max(id) as "lastId" from outbox`)) as {
    lastId: number;
  }[];

  const begun = await fileAtOnce([mails("x1", "x2"), mails("y2", "y1")]);

  expect(Math.max(...begun)).toBe(2);
  const joined = await rowsOf(sql`
    select message_id, ticket_id from message where message_id ~ '^<[xy]' order by message_id`);
  expect(joined).toEqual(
    ["x1", "x2", "y1", "y2"].map((id) => ({
      message_id: `<${id}@north.example>`,
      ticket_id: pairs.get(Number(id[1]))?.[id[0] === "x" ? 0 : 1],
    })),
  );
  const links = await rowsOf(sql`
    select ticket_id, count(*)::int as count from ticket_event where type = 'linked' group by 1 order by 1`);
  expect(links).toEqual([...pairs.values()].flat().map((id) => ({ ticket_id: id, count: 1 })));
  const filings = await rowsOf(sql`select count(*)::int as n, max(attempts) as attempts from inbound_email
    join filing on filing.inbound_email_id = inbound_email.id`);
  expect(filings).toEqual([{ n: 12, attempts: 1 }]);
  // Each of the two agents has one notice of each of the four mails, and nobody a second acknowledgement.
  const sent = await rowsOf(sql`select class, count(*)::int as n from outbox
    where id > ${lastId} group by class`);
  expect(sent).toEqual([{ class: "notification", n: 8 }]);
});
