import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { auditClocks } from "../../src/usecases/clock/audit-clocks.ts";
import type { BenchServer } from "../support/bench-server.ts";
import { watched } from "../support/watched.ts";
import { openBenchDesk } from "./bench-desk.ts";
import { madeClocks } from "./made-histories.ts";
import { storeClocks } from "./store-clocks.ts";

const DISTINCT = 20_000;

/** How long the audit takes to fold so many stored clocks anew, beside the floor of reading the same rows and doing nothing. */
export async function benchRecompute(server: BenchServer, count: number): Promise<object> {
  const desk = await openBenchDesk(server, "recompute");
  const made = await madeClocks(desk.context, await desk.stores.now(), Math.min(DISTINCT, count));
  const filling = performance.now();
  await storeClocks(desk.database, made, count);
  const filled = (performance.now() - filling) / 1000;
  const floor = await watched(() => readOnly(desk.database));
  const before = Math.round(process.memoryUsage.rss() / 2 ** 20);
  const { result, seconds, cpuSeconds, peakMegabytes } = await watched(() => auditClocks(desk.stores, desk.context));
  const figures = {
    clocks: result.clocks,
    differences: result.differences.length,
    seconds: Number(seconds.toFixed(1)),
    "of them computing here": Number(cpuSeconds.toFixed(1)),
    "floor, s: the same rows read and left": Number(floor.seconds.toFixed(1)),
    "times the floor": Number((seconds / floor.seconds).toFixed(2)),
    "clocks a second": Math.round(result.clocks / seconds),
    "peak RSS, MB": peakMegabytes,
    "of them held before, by the bench itself": before,
    "target, s": Number(((60 * count) / 1_000_000).toFixed(1)),
  };
  console.log(`recompute of ${count} stored clocks (written in ${filled.toFixed(0)} s):`);
  console.table(figures);
  if (result.differences.length > 0) console.log(result.differences.slice(0, 5));
  return figures;
}

async function readOnly(database: Kysely<Schema>): Promise<number> {
  let rows = 0;
  for (let after = 0; ; ) {
    const page = await sql<{ id: number }>`select * from sla_clock where id > ${after} order by id limit 1000`.execute(
      database,
    );
    const last = page.rows.at(-1)?.id;
    if (last === undefined) return rows;
    const events = await sql`select * from clock_event where clock_id > ${after} and clock_id <= ${last}`.execute(
      database,
    );
    rows += page.rows.length + events.rows.length;
    after = last;
  }
}
