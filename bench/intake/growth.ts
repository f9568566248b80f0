import { addOldTickets } from "../../test/support/old-tickets.ts";
import { madeMails } from "../../test/support/ordinary-mails.ts";
import { waitUntil } from "../support/wait-until.ts";
import { countFiled, filingRate, type Stage } from "./stage.ts";

const NAMES = ["growth0", "growth1", "growth2"] as const;

/** The mailboxes that growth needs, whatever its sizes. */
export const GROWTH_NAMES: readonly string[] = NAMES;

/** The rate of intake on desks that hold this many tickets already; the slowest against the fastest. */
export async function benchGrowth(stage: Stage, mails: number, sizes: readonly number[]): Promise<object> {
  const rates: Record<string, number> = {};
  for (const [index, tickets] of sizes.slice(0, NAMES.length).entries()) {
    const desk = await stage.openDesk(NAMES[index] ?? "");
    await addOldTickets(desk.database, { tickets });
    stage.dovecot.appendMany(desk.address, madeMails(mails));
    await desk.process.start();
    await waitUntil(async () => (await countFiled(desk)) >= tickets + mails, 500);
    rates[tickets] = await filingRate(desk, tickets);
    await desk.process.stop();
  }
  const values = Object.values(rates);
  return { mails, mailsASecondAt: rates, factor: round(Math.max(...values) / Math.min(...values)) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
