import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { pauseClocks } from "../../src/usecases/clock/pause-clocks.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { acceptLate, fileLate } from "../support/late-mail.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";
import { until } from "../support/until.ts";

let desk: TestDesk;
beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
});
afterEach(() => desk.close());

test("an answer whose ticket is merged while its lock is waited for ends the wait of the one that lives on", async () => {
  const { database, unitOfWork, clock } = desk.open;
  const source = await fileLate(desk, { id: "one", minutesAgo: 60 });
  const target = (await fileLate(desk, { id: "two", text: "Noget helt andet.", minutesAgo: 50 })) ?? 0;
  await unitOfWork.transaction(async (stores) => {
    await pauseClocks(stores, clock, target, { reason: "access", at: await stores.now() });
    await stores.tickets.change(target, { state: "waiting" });
  });
  await acceptLate(desk, { id: "answer", names: ["one"], text: "Her er svaret." });
  const filed = await database.transaction().execute(async (held) => {
    await sql`select from ticket where id = ${source} for update`.execute(held);
    const filing = fileMailboxes(desk.open.filing);
    await until(async () => {
      const waiting = sql`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return (await waiting.execute(database)).rows.length > 0;
    });
    await sql`update ticket set merged_into_id = ${target}, state = 'closed', closed_at = desk_now() where id = ${source}`.execute(
      held,
    );
    return { done: filing };
  });
  await filed.done;
  const clocks = await unitOfWork.reading.clocks.listForTicket(target);
  expect(clocks.map(({ state, pauseReason }) => ({ state, pauseReason }))).toEqual([
    { state: "running", pauseReason: null },
  ]);
  expect(await unitOfWork.reading.tickets.find(target)).toMatchObject({ state: "open" });
});
