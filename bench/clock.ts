import { parseArgs } from "node:util";
import { benchCompute } from "./clock/compute.ts";
import { machineLine } from "./support/machine-line.ts";

const PARTS = { compute: benchCompute } as const;

const { values: options } = parseArgs({ options: { only: { type: "string" } } });
const asked = options.only?.split(",") ?? Object.keys(PARTS);

console.log(machineLine(`npm run bench -- clock --only ${asked.join(",")}`));
const results: Record<string, object> = {};
for (const [name, bench] of Object.entries(PARTS)) {
  if (asked.includes(name)) results[name] = await bench();
}
console.log(JSON.stringify({ bench: "clock", node: process.version, ...results }));
