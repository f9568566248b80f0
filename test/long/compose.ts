import { fuzzCompose } from "../support/compose-fuzz.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// A million values written by chance into every header and address of replies, which go through SMTP: recipients and fields are those that were meant.
const { seed, values } = readRunOptions({ seed: someSeed(), values: 1_000_000 });
const { violations, ...figures } = await fuzzCompose(seed, values);
console.log(JSON.stringify({ seed, ...figures, violations: violations.length }));
for (const violation of violations.slice(0, 20)) console.error(violation);
process.exitCode = violations.length === 0 ? 0 : 1;
