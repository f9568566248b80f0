import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { sql } from "kysely";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { acceptLate, type LateMail } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

// What is known before a mail of a batch is filed must not be what was so before the one in front of it.

const IDS = ["a", "b", "c", "d", "e", "f"];
const mailOf = fc.record({
  names: fc.subarray([...IDS, "unseen"], { maxLength: 2 }),
  from: fc.constantFrom("lars@north.example", "lars@north.example", "mette@north.example", "one@desk.example"),
  proved: fc.boolean(),
  text: fc.constantFrom(undefined, undefined, "Tak", "Ja tak", "Luk sagen", "#luk", "Status på mine sager?"),
  minutesAgo: fc.constantFrom(undefined, 5, 50, 5000),
});
const batchOf = fc.array(mailOf, { minLength: 2, maxLength: 6 }).map((mails) =>
  mails.map(
    ({ text, minutesAgo, ...mail }, place): LateMail => ({
      ...mail,
      id: IDS[place]!,
      ...(text === undefined ? {} : { text }),
      ...(minutesAgo === undefined ? {} : { minutesAgo }),
    }),
  ),
);

async function outcome(mails: readonly LateMail[], together: boolean) {
  const desk: TestDesk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
  try {
    for (const mail of mails) {
      await acceptLate(desk, mail);
      if (!together) await fileMailboxes(desk.open.filing);
    }
    if (together) await fileMailboxes(desk.open.filing);
    const rows = async (query: ReturnType<typeof sql>) => (await query.execute(desk.open.database)).rows;
    // Ids go on from test to test: tickets are told by their place.
    const order = sql`(select count(*) from ticket t where t.id <= x.ticket_id)`;
    return {
      filings: await rows(
        sql`select f.decision, f.reasons, (select count(*) from ticket t where t.id <= f.ticket_id) as ticket from filing f order by inbound_email_id`,
      ),
      tickets: await rows(
        sql`select state, level, related_ticket_id is null as alone, (select count(*) from participant p where p.ticket_id = x.id) as people from ticket x order by id`,
      ),
      outbox: await rows(
        sql`select class, ${order} as ticket, (select array_agg(address order by address) from outbox_recipient r where r.outbox_id = x.id) as people from outbox x order by id`,
      ),
      clocks: await rows(
        sql`select kind, state, ${order} as ticket, (select array_agg(e.type order by e.id) from clock_event e where e.clock_id = x.id) as events from sla_clock x order by ticket_id, kind, id`,
      ),
      events: await rows(sql`select type, actor, ${order} as ticket from ticket_event x order by id`),
      left: await rows(sql`select attempts, state, last_error from inbound_email order by id`),
    };
  } finally {
    await desk.close();
  }
}

test("mails that are filed in one batch come to what they come to one by one", async () => {
  await fc.assert(
    fc.asyncProperty(batchOf, async (mails) => {
      expect(await outcome(mails, true)).toEqual(await outcome(mails, false));
    }),
    { numRuns: 12 },
  );
}, 120_000);
