import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";

// Processes that erase somebody are killed with -9 at instants of chance: the fault test of the suite, with more of them.
const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    kills: { type: "string", default: "200" },
  },
});
console.log(JSON.stringify(options));
const words = ["run", "-s", "jest", "--", "test/faults/erasure-kills.test.ts"];
const env = { ...process.env, ERASURE_KILLS: options.kills, ERASURE_SEED: options.seed };
const [code] = await once(spawn("npm", words, { stdio: "inherit", env }), "exit");
process.exitCode = code ?? 1;
