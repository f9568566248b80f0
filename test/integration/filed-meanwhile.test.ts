import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { Stores, UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { acceptLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// Two mails of one conversation, filed at the same time from two mailboxes.

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + SALES_MAILBOX));
});
afterEach(() => desk.close());

interface Turn {
  /** Before a ticket is opened, and everything was looked for. */
  readonly opening: () => Promise<void>;
  readonly committed: () => void;
}

/** Files one mailbox, and takes down how often each of its transactions was begun. */
function filingOf(mailboxId: number, { opening, committed }: Turn, begun: number[]): FilingDeps {
  const { unitOfWork } = desk.open;
  const waiting = (stores: Stores): Stores => ({
    ...stores,
    tickets: {
      ...stores.tickets,
      open: async (ticket) => {
        await opening();
        return await stores.tickets.open(ticket);
      },
    },
  });
  const transaction: UnitOfWork["transaction"] = async (work) => {
    const place = begun.push(0) - 1;
    const result = await unitOfWork.transaction((stores) => {
      begun[place] = (begun[place] ?? 0) + 1;
      return work(waiting(stores));
    });
    committed();
    return result;
  };
  const inbound = { ...unitOfWork.reading.inbound, listMailboxesToFile: async () => [mailboxId] };
  return { ...desk.open.filing, unitOfWork: { transaction, reading: { ...unitOfWork.reading, inbound } } };
}

function createSignal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** The second opens its ticket when the first, which opened one after the second had looked, is committed. Gives how often each began. */
async function fileAtOnce(first: LateMail, second: LateMail) {
  const [support = 0, sales = 0] = desk.open.mailboxIds.values();
  await acceptLate(desk, { ...first, mailbox: 0 });
  await acceptLate(desk, { ...second, mailbox: 1 });
  const [looked, done] = [createSignal(), createSignal()];
  const begun: { first: number[]; second: number[] } = { first: [], second: [] };
  const leading = { opening: () => looked.given, committed: done.give };
  const following = {
    opening: async () => {
      looked.give();
      await done.given;
    },
    committed: () => undefined,
  };
  await Promise.all([
    fileMailboxes(filingOf(support, leading, begun.first)),
    fileMailboxes(filingOf(sales, following, begun.second)),
  ]);
  return begun;
}

const QUESTION: LateMail = { id: "question" };
const ANSWER: LateMail = { id: "answer", names: ["question"] };

test.each([
  ["the question", QUESTION, ANSWER],
  ["the answer", ANSWER, QUESTION],
])(
  "%s is committed while the other is filed: both are on one ticket, and no attempt is counted twice",
  async (_, first, second) => {
    const begun = await fileAtOnce(first, second);
    expect([begun.first[0], begun.second[0]]).toEqual([1, 2]);
    const { rows } = await sql`
    select count(distinct ticket_id)::int as tickets, count(*)::int as mails, max(attempts) as attempts
    from filing join inbound_email on inbound_email.id = inbound_email_id`.execute(desk.open.database);
    expect(rows).toEqual([{ tickets: 1, mails: 2, attempts: 1 }]);
    const mails = await desk.open.unitOfWork.reading.outbox.list({ class: "acknowledgement", limit: 9 });
    expect(mails).toHaveLength(1);
  },
);

test("two answers to a mail that the desk has not seen are on one ticket, too", async () => {
  const begun = await fileAtOnce(ANSWER, { ...ANSWER, id: "second" });
  expect([begun.first[0], begun.second[0]]).toEqual([1, 2]);
  expect(await desk.open.unitOfWork.reading.tickets.list({ limit: 9 })).toHaveLength(1);
});

test.each([{ from: "mette@north.example" }, { proved: false }])(
  "two that may not be on one ticket are filed once each: %j",
  async (other) => {
    const begun = await fileAtOnce(ANSWER, { ...ANSWER, ...other, id: "second" });
    expect([begun.first[0], begun.second[0]]).toEqual([1, 1]);
    expect(await desk.open.unitOfWork.reading.tickets.list({ limit: 9 })).toHaveLength(2);
  },
);

test("two mails that have nothing to do with each other are filed once each", async () => {
  const begun = await fileAtOnce(QUESTION, { ...ANSWER, names: ["another"] });
  expect([begun.first[0], begun.second[0]]).toEqual([1, 1]);
});

test("what joins nothing, for all that it is named, is not filed again and again", async () => {
  await acceptLate(desk, { ...ANSWER, proved: false });
  await fileMailboxes(desk.open.filing);
  const begun = await fileAtOnce({ id: "other", from: "mette@north.example" }, QUESTION);
  expect(begun.second[0]).toBe(1);
});

test("what joins nothing of what came meanwhile is filed again once", async () => {
  const begun = await fileAtOnce({ ...ANSWER, proved: false }, QUESTION);
  expect(begun.second[0]).toBe(2);
  expect(await desk.open.unitOfWork.reading.tickets.list({ limit: 9 })).toHaveLength(2);
});

test("a conversation that comes whole is filed at one go", async () => {
  const [support = 0] = desk.open.mailboxIds.values();
  for (const mail of [ANSWER, QUESTION]) await acceptLate(desk, mail);
  const begun: number[] = [];
  await fileMailboxes(filingOf(support, { opening: async () => undefined, committed: () => undefined }, begun));
  expect(begun[0]).toBe(1);
});
