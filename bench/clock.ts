import { readRunOptions } from "../test/support/run-options.ts";
import { benchCompute } from "./clock/compute.ts";
import { benchLateness } from "./clock/lateness.ts";
import { benchRecompute } from "./clock/recompute.ts";
import { benchReport } from "./clock/report.ts";
import { benchSweep } from "./clock/sweep.ts";
import { type BenchServer, startBenchServer } from "./support/bench-server.ts";
import { machineLine } from "./support/machine-line.ts";

// `--only compute,recompute` runs some parts; `--clocks 100000` makes those with stored clocks smaller.

const { only: asked, clocks } = readRunOptions({
  only: { someOf: ["compute", "recompute", "sweep", "report", "lateness"] },
  clocks: 1_000_000,
});
const PARTS: Record<string, (server: BenchServer) => Promise<object>> = {
  compute: benchCompute,
  recompute: (server) => benchRecompute(server, clocks),
  sweep: (server) => benchSweep(server, clocks),
  report: benchReport,
  lateness: benchLateness,
};

console.log(machineLine(`npm run bench -- clock --only ${asked.join(",")} --clocks ${clocks}`));
const server = await startBenchServer();
const results: Record<string, object> = {};
try {
  for (const [name, bench] of Object.entries(PARTS)) {
    if (asked.includes(name)) results[name] = await bench(server);
  }
} finally {
  await server.stop();
}
console.log(JSON.stringify({ bench: "clock", node: process.version, ...results }));
