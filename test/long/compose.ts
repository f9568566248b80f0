import { parseArgs } from "node:util";
import { fuzzCompose } from "../support/compose-fuzz.ts";

// A million values written by chance into every header and address of replies, which go through SMTP: recipients and fields are those that were meant.
const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    values: { type: "string", default: "1000000" },
  },
});
const seed = Number(options.seed);
const { violations, ...figures } = await fuzzCompose(seed, Number(options.values));
console.log(JSON.stringify({ seed, ...figures, violations: violations.length }));
for (const violation of violations.slice(0, 20)) console.error(violation);
process.exitCode = violations.length === 0 ? 0 : 1;
