import { parseArgs } from "node:util";
import { sql } from "kysely";
import { createMeasureStore } from "../src/adapters/postgres/measure-store.ts";
import { createElapsedMs } from "../src/usecases/clock/elapsed-of-clock.ts";
import type { ElapsedMs } from "../src/usecases/present-clock.ts";
import { openClockDesk } from "../test/support/clock-desk.ts";
import { type HttpDesk, startHttpDesk } from "../test/support/http-desk.ts";
import { addOldTickets } from "../test/support/old-tickets.ts";
import { startBenchServer } from "./support/bench-server.ts";
import { machineLine } from "./support/machine-line.ts";
import { percentiles } from "./support/percentiles.ts";

// `--messages 100000` makes it smaller. The floor is a request for nothing (`/healthz`), over the same connection.

const MESSAGES_EACH = 4;
const { values: options } = parseArgs({
  options: { messages: { type: "string", default: "1000000" }, requests: { type: "string", default: "500" } },
});
const tickets = Math.floor(Number(options.messages) / MESSAGES_EACH);
const requests = Number(options.requests);

/** Each request differs, so that no answer is still warm from the one before. */
const PATHS: [string, number | null, (n: number) => string][] = [
  ["floor: /healthz", null, () => "/healthz"],
  ["ticket", 20, (n) => `/api/v1/tickets/OLD-${place(n)}`],
  ["list of 50", 30, (n) => `/api/v1/tickets?limit=50&organisation=org${n % 50}`],
  ["list of 50, closed", 30, (n) => `/api/v1/tickets?limit=50&state=${n % 2 === 0 ? "closed" : "open"}`],
  ["search, an address", 100, (n) => `/api/v1/tickets?q=old${place(n) >> 2}@south.example`],
  ["search, a ref", 100, (n) => `/api/v1/tickets?q=old-${place(n)}`],
  ["search, a frequent word and a number", 100, (n) => `/api/v1/tickets?q=pumpe+${n % 97}`],
  ["search, a rare word", 100, (n) => `/api/v1/tickets?q=xylofon+karen${n % 2 === 0 ? "" : "+om"}`],
  ["search, nowhere", 100, (n) => `/api/v1/tickets?q=intetsteds${n}`],
];

console.log(machineLine(`npm run bench -- http --messages ${tickets * MESSAGES_EACH} --requests ${requests}`));
const server = await startBenchServer();
const { url } = await server.newDatabase("clocks");
process.env.SVARTID_TEST_DATABASE_SERVER = url;
const clocks = await openClockDesk(url);
let elapsedMs: ElapsedMs = async () => new Map();
const desk = await startHttpDesk({ elapsedMs: (some, now) => elapsedMs(some, now), requestsAMinute: 10_000_000 });
elapsedMs = createElapsedMs(clocks.context, desk.stores.clocks);
try {
  await addOldTickets(desk.db, { after: 0, upTo: tickets, messagesEach: MESSAGES_EACH });
  await createMeasureStore(desk.db).fold();
  await sql`checkpoint`.execute(desk.db);
  const key = await desk.createKey("read");
  const rows = [];
  for (const [request, target, pathOf] of PATHS) {
    rows.push({ request, ...(await timed(desk, key, pathOf)), "target p99, ms": target });
  }
  console.log(
    `requests to a desk of ${tickets} tickets with ${tickets * MESSAGES_EACH} messages, one after the other:`,
  );
  console.table(rows);
  console.log(JSON.stringify({ bench: "http", node: process.version, rows }));
} finally {
  await desk.close();
  await clocks.close();
  await server.stop();
}

async function timed(desk: HttpDesk, key: string, pathOf: (n: number) => string) {
  const taken: number[] = [];
  for (let n = 0; n < requests + 10; n += 1) {
    const from = performance.now();
    const answer = await desk.get(pathOf(n), { key });
    await answer.text();
    if (!answer.ok) throw new Error(`${pathOf(n)} answered ${answer.status}`);
    // The first few warm caches and connections.
    if (n >= 10) taken.push(performance.now() - from);
  }
  const { p50, p99 } = percentiles(taken, 1);
  return { "p50, ms": p50, "p99, ms": p99 };
}

function place(n: number): number {
  return 1 + ((n * 7_919) % tickets);
}
