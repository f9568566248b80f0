import { spawn } from "node:child_process";
import { once } from "node:events";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// Processes that erase somebody are killed with -9 at instants of chance: the fault test of the suite, with more of them.
const options = readRunOptions({ seed: someSeed(), kills: 200 });
console.log(JSON.stringify(options));
const words = ["run", "-s", "jest", "--", "test/faults/erasure-kills.test.ts"];
const env = { ...process.env, ERASURE_KILLS: String(options.kills), ERASURE_SEED: String(options.seed) };
const [code] = await once(spawn("npm", words, { stdio: "inherit", env }), "exit");
process.exitCode = code ?? 1;
