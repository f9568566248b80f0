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

/** Each filer goes on from the first ticket that it locks when the other has locked one, too, or waits. Gives how often each transaction was begun. */
async function fileAtOnce(mails: readonly LateMail[]): Promise<number[]> {
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
          if (isFirst) await until(async () => locking.size === mails.length || (await isAnyoneWaiting()));
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
  for (const [mailbox, mail] of mails.entries()) await acceptLate(desk, { ...mail, mailbox });
  await Promise.all(mails.map((_, place) => fileMailboxes(filingOf(mailboxIds[place] ?? 0))));
  return begun;
}

test("neither filer waits for the other in a ring, and the tickets are tied once", async () => {
  const one = await fileLate(desk, unproved({ id: "a", names: ["x"], minutesAgo: 31 }));
  const other = await fileLate(desk, unproved({ id: "b", names: ["y"], minutesAgo: 30 }));
  expect(await fileLate(desk, unproved({ id: "c", names: ["y", "a"], minutesAgo: 20 }))).toBe(one);
  expect(await fileLate(desk, unproved({ id: "d", names: ["x", "b"], minutesAgo: 19 }))).toBe(other);

  const begun = await fileAtOnce([unproved({ id: "x", minutesAgo: 50 }), unproved({ id: "y", minutesAgo: 50 })]);

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
