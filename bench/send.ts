import { dovecot } from "../test/support/dovecot.ts";
import { postfix } from "../test/support/postfix.ts";
import { readRunOptions } from "../test/support/run-options.ts";
import { benchLatency } from "./send/latency.ts";
import { openStage, type Stage } from "./send/stage.ts";
import { benchThroughput } from "./send/throughput.ts";
import { machineLine } from "./support/machine-line.ts";

// `--only throughput,latency` runs some parts. Dovecot and Postfix must be installed, and only root can start them.

const {
  only: asked,
  mails,
  rounds,
  single,
} = readRunOptions({ only: { someOf: ["throughput", "latency"] }, mails: 400, rounds: 3, single: 60 });
const PARTS: Record<string, (stage: Stage) => Promise<object>> = {
  throughput: async (stage) => ({
    oneConnection: await benchThroughput(stage, { connections: 1, mails, rounds }),
    fiveConnections: await benchThroughput(stage, { connections: 5, mails, rounds }),
  }),
  latency: (stage) => benchLatency(stage, single),
};
const missing = [dovecot, postfix].map((server) => server.unavailable()).find((why) => why !== null);
if (missing !== undefined) throw new Error(`npm run bench -- send needs Dovecot and Postfix: ${missing}`);

console.log(machineLine(`npm run bench -- send --only ${asked.join(",")} --mails ${mails} --rounds ${rounds}`));
const stage = await openStage();
const results: Record<string, object> = {};
try {
  for (const [name, bench] of Object.entries(PARTS)) {
    if (!asked.includes(name)) continue;
    results[name] = await bench(stage);
    console.log(name, JSON.stringify(results[name], null, 1));
  }
} finally {
  await stage.stop();
}
console.log(JSON.stringify({ bench: "send", node: process.version, ...results }));
