import { expect, test } from "@jest/globals";
import { instant } from "../../../../src/domain/time/instant.ts";
import { armClocks } from "../../../../src/usecases/clock/arm-clocks.ts";
import type { UnitOfWork } from "../../../../src/usecases/ports/unit-of-work.ts";

/** So many clocks without a bell, due one after the other. */
function unarmed(count: number) {
  const armed = new Set<number>();
  const clocks = {
    listToArm: async (_horizon: number, limit: number) =>
      Array.from({ length: count }, (_, id) => ({ id, version: 1, nextWakeAt: instant(id) }))
        .filter(({ id }) => !armed.has(id))
        .slice(0, limit),
    markArmed: async (taken: readonly { id: number }[]) => {
      for (const { id } of taken) armed.add(id);
    },
  };
  return { armed, unitOfWork: { reading: { clocks, now: async () => instant(0) } } as unknown as UnitOfWork };
}

test("one sweep sets no more bells than it has time for, the nearest first, and the next goes on", async () => {
  const { armed, unitOfWork } = unarmed(12_500);
  const bells = { ring: () => undefined, arm: async <T>(wakeUps: readonly T[]) => wakeUps };
  expect(await armClocks({ unitOfWork, bells })).toBe(10_000);
  expect(Math.max(...armed)).toBe(9_999);
  expect(await armClocks({ unitOfWork, bells })).toBe(2_500);
  expect(await armClocks({ unitOfWork, bells })).toBe(0);
});

test("a queue that takes nothing is asked once in a sweep", async () => {
  const { unitOfWork } = unarmed(5_000);
  let asked = 0;
  const arm = async () => {
    asked += 1;
    return [];
  };
  expect(await armClocks({ unitOfWork, bells: { ring: () => undefined, arm } })).toBe(0);
  expect(asked).toBe(1);
});
