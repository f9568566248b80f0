import { expect, test } from "@jest/globals";
import { fuzzApi } from "../support/api-fuzz.ts";

// `npm run test:long -- api` says others.
const SEED = Number(process.env.API_FUZZ_SEED ?? 20261128);
const RUNS = Number(process.env.API_FUZZ_RUNS ?? 40);

test(
  "whatever is asked of the API, it never fails and answers as its document says",
  async () => {
    const { faults, refused, ...figures } = await fuzzApi(SEED, RUNS);
    if (process.env.API_FUZZ_SEED !== undefined) console.log(JSON.stringify({ seed: SEED, runs: RUNS, ...figures }));
    expect({ ...figures, seed: SEED, faults: faults.slice(0, 5) }).toMatchObject({ faults: [] });
    expect(figures.operations).toBeGreaterThan(20);
    // Where all was refused nothing was looked at. This desk has no mailbox that is read, and so is not ready; nor a release.
    expect(refused.filter((one) => !one.includes("/releases/{id}"))).toEqual(["GET /readyz"]);
  },
  Math.max(300_000, RUNS * 60_000),
);
