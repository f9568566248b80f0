import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { InboundStore } from "../../src/usecases/ports/inbound-store.ts";
import { acceptAll } from "../support/accept-all.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { SALES_MAILBOX, SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const BATCHES_A_TURN = 20;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX + SALES_MAILBOX));
});

afterEach(() => desk.close());

/** The desk's filing, where each mail is a batch of its own; `before` is called before each. */
function mailByMail(before: (mailboxId: number) => Promise<void> = async () => undefined): FilingDeps {
  const { unitOfWork } = desk.open;
  const beginAttempts: InboundStore["beginAttempts"] = async (mailboxId, limit, afterId) => {
    await before(mailboxId);
    return await unitOfWork.reading.inbound.beginAttempts(mailboxId, { ...limit, mails: 1 }, afterId);
  };
  const inbound = { ...unitOfWork.reading.inbound, beginAttempts };
  return { ...desk.open.filing, unitOfWork: { ...unitOfWork, reading: { ...unitOfWork.reading, inbound } } };
}

async function mailboxesAsFiled(): Promise<number[]> {
  const rows = await desk.open.database
    .selectFrom("filing")
    .innerJoin("inbound_email", "inbound_email.id", "filing.inbound_email_id")
    .select(["mailbox_id", "attempts"])
    .orderBy("filed_at")
    .orderBy("filing.inbound_email_id")
    .execute();
  expect(new Set(rows.map(({ attempts }) => attempts))).toEqual(new Set([1]));
  return rows.map((row) => row.mailbox_id);
}

test("a full mailbox lets another have its turn, and goes on after it without a second attempt", async () => {
  const [support = 0, sales = 0] = desk.open.mailboxIds.values();
  await acceptAll(desk, madeMails(BATCHES_A_TURN + 3), support);
  await acceptAll(desk, madeMails(1), sales);
  expect(await fileMailboxes(mailByMail())).toBe(BATCHES_A_TURN + 4);
  const filed = await mailboxesAsFiled();
  expect(filed.indexOf(sales)).toBeLessThanOrEqual(BATCHES_A_TURN);
  expect(filed).toHaveLength(BATCHES_A_TURN + 4);
});

test("what another mailbox accepts while one is filed is filed by the same round", async () => {
  const [support = 0, sales = 0] = desk.open.mailboxIds.values();
  await acceptAll(desk, madeMails(2), support);
  let isAccepted = false;
  const acceptMore = async () => {
    if (isAccepted) return;
    isAccepted = true;
    await acceptAll(desk, madeMails(1), sales);
  };
  expect(await fileMailboxes(mailByMail(acceptMore))).toBe(3);
  expect(await mailboxesAsFiled()).toEqual([support, support, sales]);
});
