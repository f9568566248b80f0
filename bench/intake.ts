import { parseArgs } from "node:util";
import { benchBacklog } from "./intake/backlog.ts";
import { benchGrowth, GROWTH_NAMES } from "./intake/growth.ts";
import { benchLatency } from "./intake/latency.ts";
import { openStage, type Stage } from "./intake/stage.ts";
import { benchStart } from "./intake/start.ts";
import { benchThroughput } from "./intake/throughput.ts";
import { machineLine } from "./support/machine-line.ts";

// `--only throughput,latency` runs some parts; `--backlog 50000` and `--tickets 10000,100000,1000000` make them as large as it gets;
// a backlog ends after `--minutes 5`, wherever it got to. DESK_NODE_OPTIONS is given to the desk's Node.

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    mails: { type: "string", default: "500" },
    single: { type: "string", default: "100" },
    backlog: { type: "string", default: "5000" },
    minutes: { type: "string", default: "5" },
    tickets: { type: "string", default: "10000,100000" },
  },
});
const mails = Number(options.mails);
const PARTS: Record<string, (stage: Stage) => Promise<object>> = {
  throughput: (stage) => benchThroughput(stage, mails),
  latency: (stage) => benchLatency(stage, Number(options.single)),
  backlog: (stage) => benchBacklog(stage, Number(options.backlog), Number(options.minutes)),
  growth: (stage) => benchGrowth(stage, mails, options.tickets.split(",").map(Number)),
  start: benchStart,
};
const asked = options.only?.split(",") ?? Object.keys(PARTS);

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
