import { expect, test } from "@jest/globals";
import { workOff } from "../../../src/usecases/work-off.ts";

const never = new AbortController().signal;

test.each([
  ["nothing", 0, 2],
  ["less than one takes at once", 7, 2],
  ["what one takes at once", 10, 3],
  ["much more than all take at once", 95, 11],
])("of %s nothing is left for the next sweep", async (_, piledUp, calls) => {
  let [left, called] = [piledUp, 0];
  await workOff({ workers: 2, batch: 10 }, never, async (batch) => {
    called += 1;
    const done = Math.min(batch, left);
    left -= done;
    await Promise.resolve();
    return done;
  });
  expect({ left, called }).toEqual({ left: 0, called: calls });
});

test("nobody begins anew once it is to end", async () => {
  const ending = new AbortController();
  let called = 0;
  await workOff({ workers: 2, batch: 10 }, ending.signal, async (batch) => {
    called += 1;
    ending.abort();
    return batch;
  });
  expect(called).toBe(1);
});

test("one that fails fails it all", async () => {
  const failing = workOff({ workers: 1, batch: 10 }, never, () => Promise.reject(new Error("no database")));
  await expect(failing).rejects.toThrow("no database");
});
