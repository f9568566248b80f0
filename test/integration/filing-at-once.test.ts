import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { startWork } from "../../src/start-work.ts";
import { acceptAll } from "../support/accept-all.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { madeMails } from "../support/ordinary-mails.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";
import { until } from "../support/until.ts";

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});

afterEach(() => desk.close());

test("a process that works files what is rung for itself, though the queue is gone and no sweep is near", async () => {
  const work = await startWork(desk.open, { works: true, sweepSeconds: 3_600 });
  try {
    await sql`drop schema bullmq cascade`.execute(desk.open.database);
    await acceptAll(desk, madeMails(1));
    work.bells.ring("file");
    await until(async () => (await desk.open.unitOfWork.reading.inbound.countToFile()) === 0);
    expect(await desk.open.unitOfWork.reading.tickets.list({ limit: 10 })).toHaveLength(1);
  } finally {
    await work.stop();
  }
});
