import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { expiryReadiness } from "../../src/usecases/oauth/expiry-readiness.ts";
import { warnOfExpiry } from "../../src/usecases/oauth/warn-of-expiry.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { testDesk } from "../support/test-desk.ts";

const DAY_MS = 86_400_000;
const lastDay = new Date(Date.now() + 20 * DAY_MS).toISOString().slice(0, 10);

const MAILBOXES = `
mailboxes:
  - name: support
    imap: imaps://support@mail.example
    auth:
      oauth2: { grant: client_credentials, tokenUrl: "https://login.example/token", clientId: desk, clientSecret: s, secretExpires: ${lastDay} }
`;

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk(testDesk(MAILBOXES));
});
afterEach(() => desk.close());

const warn = () => warnOfExpiry({ ...desk.open, desk: desk.open.settings.desk });

async function warnings() {
  const rows = await desk.open.database
    .selectFrom("outbox")
    .innerJoin("outbox_recipient", "outbox_recipient.outbox_id", "outbox.id")
    .select(["class", "address", "bytes"])
    .orderBy("outbox.id")
    .execute();
  return rows.map(({ bytes, ...row }) => ({ ...row, text: Buffer.from(bytes).toString("latin1") }));
}

async function moveTo(days: number): Promise<void> {
  await sql`update desk_time set "offset" = make_interval(days => ${days})`.execute(desk.open.database);
}

test("operations are told by mail 30, 7 and 1 days before a secret runs out and when it has, once each", async () => {
  await Promise.all([warn(), warn(), warn()]);
  await warn();
  expect(await warnings()).toEqual([
    { class: "alert", address: "ops@desk.example", text: expect.stringContaining(lastDay) },
  ]);
  for (const [days, count] of [
    [10, 1],
    [15, 2],
    [20, 3],
    [22, 4],
    [40, 4],
  ] as const) {
    await moveTo(days);
    await warn();
    await warn();
    expect([days, (await warnings()).length]).toEqual([days, count]);
  }
});

test("readiness warns of it without being red", async () => {
  const mailboxId = desk.open.mailboxIds.get("support") ?? 0;
  const secretExpires = desk.open.settings.desk.mailboxes[0]?.oauth2?.secretExpires ?? null;
  const look = () =>
    expiryReadiness(desk.open.unitOfWork.reading, [{ mailbox: "support", mailboxId, secretExpires }]).look();
  expect(await look()).toEqual([
    {
      name: "secret of support",
      ok: true,
      danish: expect.objectContaining({ detail: expect.stringContaining("udløber om 20 dage") }),
      detail: expect.stringMatching(/runs out in 20 days: its last day is \d{4}-\d\d-\d\d\.$/),
      mend: expect.stringMatching(/^Make a new one at the provider/),
    },
  ]);
  await moveTo(22);
  expect(await look()).toEqual([expect.objectContaining({ ok: true, detail: expect.stringContaining("has run out") })]);
});
