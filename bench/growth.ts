import { parseArgs } from "node:util";
import { sql } from "kysely";
import { createMeasureStore } from "../src/adapters/postgres/measure-store.ts";
import { openClockDesk } from "../test/support/clock-desk.ts";
import { type DeskLook, deskLooks } from "../test/support/desk-looks.ts";
import { addOldTickets } from "../test/support/old-tickets.ts";
import { startBenchServer } from "./support/bench-server.ts";
import { machineLine } from "./support/machine-line.ts";
import { percentiles } from "./support/percentiles.ts";

// `--tickets 10000,100000` makes it smaller. The rate of intake on desks of these sizes: `npm run bench -- intake --only growth`.

const { values: options } = parseArgs({
  options: { tickets: { type: "string", default: "10000,100000,1000000" }, looks: { type: "string", default: "200" } },
});
const sizes = options.tickets.split(",").map(Number);
const looks = Number(options.looks);
const [smallest = 0] = sizes;

console.log(machineLine(`npm run bench -- growth --tickets ${sizes.join(",")} --looks ${looks}`));
const server = await startBenchServer();
const { url } = await server.newDatabase("growth");
const desk = await openClockDesk(url);
const times = new Map<string, Record<number, { p50: number; p99: number }>>();
try {
  let after = 0;
  for (const upTo of sizes) {
    const from = performance.now();
    await addOldTickets(desk.database, { after, upTo });
    after = upTo;
    await createMeasureStore(desk.database).fold();
    await sql`vacuum (analyze) tally`.execute(desk.database);
    await sql`checkpoint`.execute(desk.database);
    console.log(`${upTo} tickets after ${Math.round((performance.now() - from) / 1000)} s`);
    for (const { name, look } of deskLooks(desk, desk.database)) {
      times.set(name, { ...times.get(name), [upTo]: await timed(look) });
    }
  }
} finally {
  await desk.close();
  await server.stop();
}

async function timed(look: DeskLook["look"]): Promise<{ p50: number; p99: number }> {
  const taken: number[] = [];
  for (let one = 0; one < looks + 10; one += 1) {
    const from = performance.now();
    await look();
    // The first few warm caches and connections.
    if (one >= 10) taken.push(performance.now() - from);
  }
  return percentiles(taken, 2);
}

const rows = [...times].map(([look, at]) => ({
  look,
  ...Object.fromEntries(sizes.map((size) => [`${size}: p50, ms`, at[size]?.p50])),
  ...Object.fromEntries(sizes.map((size) => [`${size}: p99, ms`, at[size]?.p99])),
  factor: Number(
    (Math.max(...sizes.map((size) => at[size]?.p50 ?? 0)) / Math.max(at[smallest]?.p50 ?? 0, 0.01)).toFixed(2),
  ),
}));
console.log("looks at desks of these sizes (target: no p50 more than 1.3 times that of the smallest):");
console.table(rows);
console.log(JSON.stringify({ bench: "growth", node: process.version, rows }));
