import { expect, test } from "@jest/globals";
import { parseRunOptions } from "../../support/run-options.ts";

const DEFAULTS = {
  runs: 200,
  tickets: [10_000, 100_000],
  queue: ["redis", "postgres"],
  only: { someOf: ["start", "latency"] },
  corpus: "../shared/corpus",
  keep: null,
} as const;

test("what is not given is its default", () => {
  expect(parseRunOptions([], DEFAULTS)).toEqual({
    runs: 200,
    tickets: [10_000, 100_000],
    queue: "redis",
    only: ["start", "latency"],
    corpus: "../shared/corpus",
    keep: undefined,
  });
});

test("what is given is of its kind", () => {
  const args = "--runs 3 --tickets 1,2 --queue postgres --only latency --corpus a --keep b".split(" ");
  expect(parseRunOptions(args, DEFAULTS)).toEqual({
    runs: 3,
    tickets: [1, 2],
    queue: "postgres",
    only: ["latency"],
    corpus: "a",
    keep: "b",
  });
});

test.each([
  ["--runs many", "--runs many: write a whole number"],
  ["--runs 1.5", "--runs 1.5: write a whole number"],
  ["--tickets 1,,2", "--tickets : write a whole number"],
  ["--queue kafka", "--queue kafka: there is redis, postgres"],
  ["--only start,latencies", "--only latencies: there is start, latency"],
  [
    "--help",
    "Unknown option '--help'; the options are --runs 200 --tickets 10000,100000 --queue redis|postgres --only start,latency --corpus ../shared/corpus --keep TEXT",
  ],
])("%s is told what there is", (line, message) => {
  expect(() => parseRunOptions(line.split(" "), DEFAULTS)).toThrow(new Error(message));
});
