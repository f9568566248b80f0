import { randomBytes, randomInt } from "node:crypto";
import type { Randomness } from "../../usecases/ports/randomness.ts";

const PARTS = 2 ** 32;

/** Chance that cannot be guessed. */
export function createRandomness(): Randomness {
  return { bytes: (count) => randomBytes(count), fraction: () => randomInt(PARTS) / PARTS };
}
