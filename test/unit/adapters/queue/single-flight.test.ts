import { expect, test } from "@jest/globals";
import { createSingleFlight } from "../../../../src/adapters/queue/single-flight.ts";

/** Rounds that end when the test says so. */
function createRounds() {
  const ends: { succeed: () => void; fail: (error: Error) => void }[] = [];
  const work = () => new Promise<void>((succeed, fail) => ends.push({ succeed, fail }));
  return { ends, work };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what is asked for while a round runs is done once more after it, and no more often", async () => {
  const { ends, work } = createRounds();
  const flight = createSingleFlight(work);
  const first = flight.run();
  await Promise.all([flight.run(), flight.run()]);
  expect(ends).toHaveLength(1);
  ends[0]?.succeed();
  await settled();
  expect(ends).toHaveLength(2);
  ends[1]?.succeed();
  await first;
  expect(ends).toHaveLength(2);
});

test("what is asked for while a round runs that fails is done all the same, and the failure is told", async () => {
  const { ends, work } = createRounds();
  const flight = createSingleFlight(work);
  const first = flight.run();
  const told = expect(first).rejects.toThrow("the database was away");
  await flight.run();
  ends[0]?.fail(new Error("the database was away"));
  await settled();
  expect(ends).toHaveLength(2);
  ends[1]?.succeed();
  await told;
  await flight.idle();
});

test("a round that fails is not tried again by itself, and the next one that is asked for runs", async () => {
  const { ends, work } = createRounds();
  const flight = createSingleFlight(work);
  const first = flight.run();
  ends[0]?.fail(new Error("no"));
  await expect(first).rejects.toThrow("no");
  expect(ends).toHaveLength(1);
  const second = flight.run();
  ends[1]?.succeed();
  await second;
});
