import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { fileLate } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const MOST = 2;
let desk: TestDesk;
beforeEach(async () => {
  const shipped = testDesk(SUPPORT_MAILBOX);
  const limits = { ...shipped.desk.limits, totalAcknowledgementsAnHour: MOST };
  desk = await openTestDesk({ ...shipped, desk: { ...shipped.desk, limits } });
});
afterEach(() => desk.close());

test("no more acknowledgements leave in an hour than the desk may send in all, whoever they go to", async () => {
  for (const name of ["ane", "bo", "carl", "dorte"]) {
    await fileLate(desk, { id: name, from: `${name}@${name}.example`, text: `Her skriver ${name}.` });
  }
  const { outbox, tickets } = desk.open.unitOfWork.reading;
  expect(await outbox.list({ class: "acknowledgement", limit: 9 })).toHaveLength(MOST);
  const [last] = await tickets.list({ limit: 1 });
  const withheld = (await tickets.listEvents(last?.id ?? 0)).find(({ type }) => type === "acknowledgement-withheld");
  expect(withheld?.data).toEqual({ why: [expect.stringContaining("in an hour")] });
});
