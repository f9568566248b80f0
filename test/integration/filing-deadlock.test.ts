import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { Stores, UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { acceptAll } from "../support/accept-all.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + SALES_MAILBOX));
});

afterEach(() => desk.close());

function question(mailbox: string, person: string): Buffer {
  const lines = [
    `From: ${person}@north.example`,
    `To: ${mailbox}@desk.example`,
    `Subject: The ${mailbox} system is down`,
    `Message-ID: <${mailbox}-${person}@north.example>`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    `It does not start, says ${person}. Can you help?`,
    "",
  ];
  return Buffer.from(lines.join("\r\n"));
}

/** Opens when both have come; who comes later passes. */
function createGate(parties: number): () => Promise<void> {
  let waiting = parties;
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    waiting -= 1;
    if (waiting <= 0) open();
    await opened;
  };
}

/** Files one mailbox; each ticket that is opened keeps its requester locked while the gate is shut. */
function filingOf(mailboxId: number, gate: () => Promise<void>, runs: number[]): FilingDeps {
  const { unitOfWork } = desk.open;
  const gated = (stores: Stores): Stores => ({
    ...stores,
    tickets: {
      ...stores.tickets,
      open: async (ticket) => {
        const opened = await stores.tickets.open(ticket);
        await gate();
        return opened;
      },
    },
  });
  const transaction: UnitOfWork["transaction"] = (work) =>
    unitOfWork.transaction((stores) => {
      runs.push(mailboxId);
      return work(gated(stores));
    });
  const inbound = { ...unitOfWork.reading.inbound, listMailboxesToFile: async () => [mailboxId] };
  return { ...desk.open.filing, unitOfWork: { transaction, reading: { ...unitOfWork.reading, inbound } } };
}

test("two batches that lock requesters in opposite order are both filed, and no attempt is counted twice", async () => {
  const [support = 0, sales = 0] = desk.open.mailboxIds.values();
  await acceptAll(desk, [question("support", "ida"), question("support", "ole")], support);
  await acceptAll(desk, [question("sales", "ole"), question("sales", "ida")], sales);
  const gate = createGate(2);
  const runs: number[] = [];
  const filed = await Promise.all([support, sales].map((id) => fileMailboxes(filingOf(id, gate, runs))));
  expect(filed).toEqual([2, 2]);
  // Two batches, two looks for more in their turn and two after it, and one batch that PostgreSQL asked to run again.
  expect(runs).toHaveLength(7);
  const rows = await desk.open.database
    .selectFrom("inbound_email")
    .select(["state", "attempts", "last_error"])
    .execute();
  expect(rows).toEqual(Array.from({ length: 4 }, () => ({ state: "filed", attempts: 1, last_error: null })));
  expect(await desk.open.unitOfWork.reading.tickets.list({ limit: 10 })).toHaveLength(4);
});
