import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { fromHeaders, sendersSeen } from "../support/from-headers.ts";

test("where the sender is usable, every other reader of the same bytes sees that very sender and no second one", async () => {
  let usable = 0;
  await fc.assert(
    fc.asyncProperty(fromHeaders, async (headers) => {
      const { ours, others } = await sendersSeen(headers);
      if (ours === null) return;
      usable += 1;
      expect(others).toEqual([[ours], [ours]]);
    }),
    { numRuns: 6_000 },
  );
  expect(usable).toBeGreaterThan(50);
});
