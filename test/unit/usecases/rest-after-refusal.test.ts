import { expect, test } from "@jest/globals";
import { AdapterError } from "../../../src/usecases/ports/adapter-error.ts";
import { restAfterRefusal } from "../../../src/usecases/rest-after-refusal.ts";

function source(code: string) {
  const asked: (readonly string[])[] = [];
  const failing = {
    name: "journal",
    find: async (ids: readonly string[]): Promise<ReadonlyMap<string, never>> => {
      asked.push(ids);
      throw new AdapterError("imap", code, "The server said no.", { retryable: false });
    },
  };
  return { asked, failing };
}

test("a refused login is tried at most six times an hour, and says the same meanwhile", async () => {
  const { asked, failing } = source("login-refused");
  let now = 0;
  const rested = restAfterRefusal(
    failing,
    () => 0,
    () => now,
  );
  for (; now < 3_600_000; now += 30_000) await expect(rested.find(["<a@b>"])).rejects.toThrow("The server said no.");
  expect(asked.length).toBeGreaterThan(1);
  expect(asked.length).toBeLessThanOrEqual(6);
});

test("any other failure is tried again at once", async () => {
  const { asked, failing } = source("unreachable");
  const rested = restAfterRefusal(
    failing,
    () => 0,
    () => 0,
  );
  for (let tries = 0; tries < 3; tries++) await expect(rested.find([])).rejects.toThrow();
  expect(asked).toHaveLength(3);
});
