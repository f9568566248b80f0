import { expect, test } from "@jest/globals";
import { formatWorkingTime, parseWorkingTime } from "../../../../src/domain/time/working-time.ts";

test.each([
  ["4h", 240, "4h"],
  ["90m", 90, "1h30"],
  ["1h30", 90, "1h30"],
  ["1h5m", 65, "1h05"],
  ["-1h", -60, "-1h"],
  ["-45m", -45, "-45m"],
  ["0h", 0, "0h"],
  ["-0h", 0, "0h"],
])("%s is %d minutes and is written %s", (text, minutes, written) => {
  expect(parseWorkingTime(text)).toBe(minutes);
  expect(formatWorkingTime(minutes)).toBe(written);
});

test.each(["", "4", "h", "1.5h", "1h60", "4 h", "4H", "1h30x", "1d"])("%j is no working time", (text) => {
  expect(parseWorkingTime(text)).toBeNull();
});
