import fc from "fast-check";
import { fromHeaders, sendersSeen } from "../support/from-headers.ts";
import { readRunOptions, someSeed } from "../support/run-options.ts";

// From headers written by chance: whoever we take for a usable sender, mailparser and mailauth take for the only one too.
const { seed, lines } = readRunOptions({ seed: someSeed(), lines: 1_000_000 });
const BATCH = 20_000;
const figures = { seed, lines: 0, usable: 0, disagreements: [] as string[] };

for (let batch = 0; figures.lines < lines; batch += 1) {
  const count = Math.min(BATCH, lines - figures.lines);
  for (const headers of fc.sample(fromHeaders, { seed: seed + batch, numRuns: count })) {
    const { ours, others } = await sendersSeen(headers);
    figures.lines += 1;
    if (ours === null) continue;
    figures.usable += 1;
    const agreed = others.every((seen) => seen.length === 1 && seen[0] === ours);
    if (!agreed) figures.disagreements.push(JSON.stringify({ headers, ours, others }));
  }
}
console.log(JSON.stringify(figures));
process.exitCode = figures.disagreements.length === 0 ? 0 : 1;
