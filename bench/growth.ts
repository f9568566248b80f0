import { openDatabase } from "../src/adapters/postgres/database.ts";
import { buffersTouched, mostBuffers } from "../test/support/buffers-touched.ts";
import { type ClockDesk, openClockDesk } from "../test/support/clock-desk.ts";
import { type DeskLook, deskLooks } from "../test/support/desk-looks.ts";
import { readRunOptions } from "../test/support/run-options.ts";
import { silentLog } from "../test/support/silent-log.ts";
import { startBenchServer } from "./support/bench-server.ts";
import { filledDatabase, KEEP_OPTIONS } from "./support/filled-database.ts";
import { machineLine } from "./support/machine-line.ts";
import { percentiles } from "./support/percentiles.ts";

// `--tickets 10000,100000` makes it smaller, `--keep DIR` leaves the filled databases there for the next time, `--reuse DIR` takes those and fills
// none. The rate of intake on desks of these sizes: `npm run bench -- intake --only growth`.

interface SizedDesk {
  readonly tickets: number;
  readonly desk: ClockDesk;
  readonly looks: readonly DeskLook[];
  readonly one: ReturnType<typeof openDatabase>;
}

// After so many the server has settled on a plan for each prepared statement.
const WARM_LOOKS = 12;
const options = readRunOptions({ tickets: [10_000, 100_000, 1_000_000], looks: 200, ...KEEP_OPTIONS });
const { tickets: sizes, looks } = options;

console.log(machineLine(`npm run bench -- growth --tickets ${sizes.join(",")} --looks ${looks}`));
const server = await startBenchServer(options.reuse ?? options.keep);
const desks: SizedDesk[] = [];
try {
  for (const tickets of sizes) desks.push(await openSized(tickets));
  const rows = [];
  for (const index of desks[0]?.looks.keys() ?? []) rows.push(await compare(index));
  console.log(
    "looks at desks of these sizes, by turns (target: no p50 over 1.3 times the smallest desk's; law: `flat`):",
  );
  console.table(rows);
  console.log(JSON.stringify({ bench: "growth", node: process.version, rows }));
  if (rows.some(({ flat }) => flat !== "yes")) process.exitCode = 1;
} finally {
  for (const { desk, one } of desks) {
    await one.destroy();
    await desk.close();
  }
  await server.stop();
}

async function openSized(tickets: number): Promise<SizedDesk> {
  const { url } = await filledDatabase(server, { tickets, messagesEach: 1 }, options);
  const desk = await openClockDesk(url);
  const one = openDatabase({ url, log: silentLog, maxConnections: 1 });
  return { tickets, desk, one, looks: deskLooks(desk, one) };
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
  const buffers: [string, number][] = [];
  for (const { tickets, one, looks } of desks) {
    buffers.push([`${tickets}: buffers`, await buffersTouched(one, async () => looks[index]?.look())]);
  }
  const most = mostBuffers(buffers[0]?.[1] ?? 0);
  return {
    look: desks[0]?.looks[index]?.name ?? "",
    ...Object.fromEntries(shown.map(({ tickets, p50 }) => [`${tickets}: p50, ms`, p50])),
    ...Object.fromEntries(shown.map(({ tickets, p99 }) => [`${tickets}: p99, ms`, p99])),
    factor: Number(factor.toFixed(2)),
    ...Object.fromEntries(buffers),
    flat: buffers.every(([, touched]) => touched <= most) ? "yes" : `no: over ${most} buffers`,
  };
}
