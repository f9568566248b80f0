import { createElapsedMs } from "../src/usecases/clock/elapsed-of-clock.ts";
import type { ElapsedMs } from "../src/usecases/present-clock.ts";
import { openClockDesk } from "../test/support/clock-desk.ts";
import { startHttpDesk } from "../test/support/http-desk.ts";
import { readRunOptions } from "../test/support/run-options.ts";
import { memoryAtRest } from "./http/rest.ts";
import { timed } from "./http/timed.ts";
import { startBenchServer } from "./support/bench-server.ts";
import { filledDatabase, KEEP_OPTIONS } from "./support/filled-database.ts";
import { machineLine } from "./support/machine-line.ts";

// `--messages 100000` makes it smaller, `--keep DIR` leaves the filled database there for the next time, `--reuse DIR` takes that and fills none.
// The floor is a request for nothing (`/healthz`), over the same connection. Needs a build (`npm run build`) for the memory at rest.

const MESSAGES_EACH = 4;
const options = readRunOptions({ messages: 1_000_000, requests: 500, ...KEEP_OPTIONS });
const tickets = Math.floor(options.messages / MESSAGES_EACH);
const { requests } = options;

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

/** The pages of the console should be made in under 50 ms and have under 60 kB. */
const PAGES: [string, (n: number) => string][] = [
  ["console: overview", () => "/"],
  ["console: tickets", (n) => `/tickets?level=${n % 2 === 0 ? "A" : "C"}`],
  ["console: a search", (n) => `/tickets?q=pumpe+${n % 97}`],
  ["console: a ticket", (n) => `/tickets/OLD-${place(n)}`],
  ["console: inbound", (n) => `/inbound?state=${n % 2 === 0 ? "filed" : "quarantined"}`],
  ["console: outbox", (n) => `/outbox?state=${n % 2 === 0 ? "sent" : "uncertain"}`],
];

console.log(machineLine(`npm run bench -- http --messages ${tickets * MESSAGES_EACH} --requests ${requests}`));
const server = await startBenchServer(options.reuse ?? options.keep);
try {
  const { url } = await filledDatabase(server, { tickets, messagesEach: MESSAGES_EACH }, options);
  const rows = await measure(url);
  console.log(
    `requests to a desk of ${tickets} tickets with ${tickets * MESSAGES_EACH} messages, one after the other:`,
  );
  console.table(rows);
  const restMegabytes = await memoryAtRest(url);
  console.log(`svartid start with all roles, at rest: ${restMegabytes} MB (target: 200)`);
  console.log(JSON.stringify({ bench: "http", node: process.version, rows, restMegabytes }));
} finally {
  await server.stop();
}

async function measure(url: string): Promise<object[]> {
  const clocks = await openClockDesk(url);
  let elapsedMs: ElapsedMs = async () => new Map();
  const changes = { elapsedMs: ((some, now) => elapsedMs(some, now)) as ElapsedMs, requestsAMinute: 10_000_000 };
  const desk = await startHttpDesk(changes, { url, drop: async () => undefined });
  elapsedMs = createElapsedMs(clocks.context, desk.stores.clocks);
  const rows: object[] = [];
  try {
    const key = await desk.createKey("read");
    const cookie = await desk.openConsole();
    for (const [request, target, pathOf] of PATHS) {
      const { "at most, kB": size, ...times } = await timed(desk, { pathOf, access: { key }, requests });
      rows.push({ request, ...times, "target p99, ms": target, "at most, kB": size });
    }
    for (const [request, pathOf] of PAGES) {
      const { "at most, kB": size, ...times } = await timed(desk, { pathOf, access: { cookie }, requests });
      rows.push({ request, ...times, "target p99, ms": 50, "at most, kB": size });
    }
    return rows;
  } finally {
    await desk.close();
    await clocks.close();
  }
}

function place(n: number): number {
  return 1 + ((n * 7_919) % tickets);
}
