import { readRunOptions } from "../test/support/run-options.ts";
import { benchBacklog } from "./intake/backlog.ts";
import { benchGrowth, GROWTH_NAMES } from "./intake/growth.ts";
import { benchLatency } from "./intake/latency.ts";
import { openStage, type Stage } from "./intake/stage.ts";
import { benchStart } from "./intake/start.ts";
import { benchThroughput } from "./intake/throughput.ts";
import { machineLine } from "./support/machine-line.ts";

// `--only throughput,latency` runs some parts; `--backlog 50000` and `--tickets 10000,100000,1000000` make them as large as it gets;
// a backlog ends after `--minutes 5`, wherever it got to. DESK_NODE_OPTIONS is given to the desk's Node.

const {
  only: asked,
  mails,
  single,
  backlog,
  minutes,
  tickets,
} = readRunOptions({
  only: { someOf: ["throughput", "latency", "backlog", "growth", "start"] },
  mails: 500,
  single: 100,
  backlog: 5_000,
  minutes: 5,
  tickets: [10_000, 100_000],
});
const PARTS: Record<string, (stage: Stage) => Promise<object>> = {
  throughput: (stage) => benchThroughput(stage, mails),
  latency: (stage) => benchLatency(stage, single),
  backlog: (stage) => benchBacklog(stage, backlog, minutes),
  growth: (stage) => benchGrowth(stage, mails, tickets),
  start: benchStart,
};

console.log(machineLine(`npm run bench -- intake --only ${asked.join(",")} --mails ${mails}`));
const stage = await openStage(["floor", "throughput", "latency", "backlog", "start", ...GROWTH_NAMES]);
const results: Record<string, object> = {};
try {
  for (const [name, bench] of Object.entries(PARTS)) {
    if (!asked.includes(name)) continue;
    results[name] = await bench(stage);
    console.log(name, results[name]);
  }
} finally {
  await stage.stop();
}
console.log(JSON.stringify({ bench: "intake", node: process.version, ...results }));
