import { isDeepStrictEqual } from "node:util";
import { instant } from "../../src/domain/time/instant.ts";
import type { CountedPromises } from "../../src/usecases/ports/report-store.ts";
import { countPauses } from "../../src/usecases/report/count-pauses.ts";
import { recountPromises } from "../../src/usecases/report/recount-promises.ts";
import { keyText } from "../../src/usecases/report/report-keys.ts";
import type { BenchServer } from "../support/bench-server.ts";
import { watched } from "../support/watched.ts";
import { openBenchDesk } from "./bench-desk.ts";
import { madeClocks } from "./made-histories.ts";
import { storeClocks } from "./store-clocks.ts";

const DISTINCT = 20_000;
const REPORTED = 200_000;

/** How long the report over 200,000 stored promises takes, beside counting them all anew from their events. */
export async function benchReport(server: BenchServer): Promise<object> {
  const desk = await openBenchDesk(server, "report");
  const now = await desk.stores.now();
  await storeClocks(desk.database, await madeClocks(desk.context, now, DISTINCT), REPORTED);
  const reported = { from: instant(0), to: instant(now + 366 * 86_400_000), organisation: null };
  const counted = await watched(() => desk.stores.reports.countPromises(reported, now));
  const paused = await watched(() => countPauses(desk.stores, desk.context, reported, now));
  const recounted = await watched(() => recountPromises(desk.stores, desk.context, reported, now));
  const figures = {
    promises: REPORTED,
    lines: counted.result.length,
    "counted, s": Number(counted.seconds.toFixed(2)),
    "pauses, s": Number(paused.seconds.toFixed(2)),
    "of them computing here": Number(paused.cpuSeconds.toFixed(2)),
    "counted anew from events, s": Number(recounted.seconds.toFixed(2)),
    "the same figures": isDeepStrictEqual(byKey(counted.result), byKey(recounted.result)),
    "peak RSS, MB": Math.max(counted.peakMegabytes, paused.peakMegabytes),
    "target, s": 5,
  };
  console.log("report of a month:");
  console.table(figures);
  return figures;
}

function byKey(lines: readonly CountedPromises[]): Map<string, CountedPromises> {
  return new Map(lines.map((line) => [keyText(line), line]));
}
