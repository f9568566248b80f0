import { expect, test } from "@jest/globals";
import { runSinkStorm } from "../support/sink-storm.ts";

test("40 replies through a server that drops, falls silent and refuses: each arrives once, or its agents are told; nobody is stopped by another", async () => {
  const { sent, failed, uncertain, violations } = await runSinkStorm(20261124, 40);
  expect(violations).toEqual([]);
  expect(sent + failed + uncertain).toBe(40);
  expect(uncertain).toBeGreaterThan(0);
  expect(sent).toBeGreaterThan(30);
});
