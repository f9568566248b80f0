import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { createSlots, type Slots } from "../../../../src/adapters/mime/slots.ts";

const SPARE_AFTER_MS = 200;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Asks for slots as letters; gives which of them were let through, and how to give one back. */
function askFor(slots: Slots, letters: string) {
  const through: string[] = [];
  const back = new Map<string, () => void>();
  for (const letter of letters) {
    void slots.take().then((free) => {
      through.push(letter);
      back.set(letter, free);
    });
  }
  const after = async (ms: number) => {
    await jest.advanceTimersByTimeAsync(ms);
    return through.join("");
  };
  return { after, free: (letter: string) => back.get(letter)?.() };
}

test("quick work goes through one after the other, however many slots there are", async () => {
  const { after, free } = askFor(createSlots(3, SPARE_AFTER_MS), "abc");
  expect(await after(SPARE_AFTER_MS - 1)).toBe("a");
  free("a");
  expect(await after(SPARE_AFTER_MS - 1)).toBe("ab");
  free("b");
  expect(await after(0)).toBe("abc");
});

test("what takes long holds up the next no longer, until no slot is left", async () => {
  const { after, free } = askFor(createSlots(2, SPARE_AFTER_MS), "abcd");
  expect(await after(SPARE_AFTER_MS)).toBe("ab");
  expect(await after(10 * SPARE_AFTER_MS)).toBe("ab");
  free("b");
  expect(await after(0)).toBe("abc");
  free("a");
  expect(await after(SPARE_AFTER_MS - 1)).toBe("abc");
  free("c");
  expect(await after(0)).toBe("abcd");
});

test("a slow one that came to its end lets the next be quick again", async () => {
  const { after, free } = askFor(createSlots(2, SPARE_AFTER_MS), "abcd");
  await after(SPARE_AFTER_MS);
  free("a");
  expect(await after(SPARE_AFTER_MS - 1)).toBe("ab");
  expect(await after(1)).toBe("abc");
  free("b");
  free("c");
  expect(await after(0)).toBe("abcd");
});

test("with nothing to wait for all slots are used at once", async () => {
  const { after, free } = askFor(createSlots(2, 0), "abc");
  expect(await after(0)).toBe("ab");
  free("a");
  expect(await after(0)).toBe("abc");
});
