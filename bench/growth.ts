import { parseArgs } from "node:util";
import { sql } from "kysely";
import { createMeasureStore } from "../src/adapters/postgres/measure-store.ts";
import { type ClockDesk, openClockDesk } from "../test/support/clock-desk.ts";
import { type DeskLook, deskLooks } from "../test/support/desk-looks.ts";
import { addOldTickets } from "../test/support/old-tickets.ts";
import { startBenchServer } from "./support/bench-server.ts";
import { machineLine } from "./support/machine-line.ts";
import { percentiles } from "./support/percentiles.ts";

// `--tickets 10000,100000` makes it smaller. The rate of intake on desks of these sizes: `npm run bench -- intake --only growth`.

interface SizedDesk {
  readonly tickets: number;
  readonly desk: ClockDesk;
  readonly looks: readonly DeskLook[];
}

const WARM_LOOKS = 10;
const { values: options } = parseArgs({
  options: { tickets: { type: "string", default: "10000,100000,1000000" }, looks: { type: "string", default: "200" } },
});
const sizes = options.tickets.split(",").map(Number);
const looks = Number(options.looks);

console.log(machineLine(`npm run bench -- growth --tickets ${sizes.join(",")} --looks ${looks}`));
const server = await startBenchServer();
const desks: SizedDesk[] = [];
try {
  for (const tickets of sizes) desks.push(await fill(tickets));
  const rows = [];
  for (const index of desks[0]?.looks.keys() ?? []) rows.push(await compare(index));
  console.log("looks at desks of these sizes, by turns (target: no p50 over 1.3 times the smallest desk's):");
  console.table(rows);
  console.log(JSON.stringify({ bench: "growth", node: process.version, rows }));
} finally {
  for (const { desk } of desks) await desk.close();
  await server.stop();
}

async function fill(tickets: number): Promise<SizedDesk> {
  const { url } = await server.newDatabase(`growth${tickets}`);
  const desk = await openClockDesk(url);
  const from = performance.now();
  await addOldTickets(desk.database, { after: 0, upTo: tickets });
  await createMeasureStore(desk.database).fold();
  // The desk folds every minute; here all changes came at once, and their place is given back at once too.
  await sql`vacuum full tally`.execute(desk.database);
  await sql`checkpoint`.execute(desk.database);
  console.log(`${tickets} tickets after ${Math.round((performance.now() - from) / 1000)} s`);
  return { tickets, desk, looks: deskLooks(desk, desk.database) };
}

/** One look after the other at each desk in turn, so that whatever else the machine does falls on all of them alike. */
async function compare(index: number): Promise<Record<string, number | string>> {
  const taken = new Map<number, number[]>(desks.map(({ tickets }) => [tickets, []]));
  for (let turn = 0; turn < WARM_LOOKS + looks; turn += 1) {
    for (const desk of desks) {
      const from = performance.now();
      await desk.looks[index]?.look();
      if (turn >= WARM_LOOKS) taken.get(desk.tickets)?.push(performance.now() - from);
    }
  }
  const shown = [...taken].map(([tickets, times]) => ({ tickets, ...percentiles(times, 2) }));
  const [smallest] = shown;
  const factor = Math.max(...shown.map(({ p50 }) => p50)) / Math.max(smallest?.p50 ?? 0, 0.01);
  return {
    look: desks[0]?.looks[index]?.name ?? "",
    ...Object.fromEntries(shown.map(({ tickets, p50 }) => [`${tickets}: p50, ms`, p50])),
    ...Object.fromEntries(shown.map(({ tickets, p99 }) => [`${tickets}: p99, ms`, p99])),
    factor: Number(factor.toFixed(2)),
  };
}
