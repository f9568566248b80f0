import { readdirSync } from "node:fs";
import { expect, test } from "@jest/globals";

test("migrations are numbered one after the other, and no two carry one number", () => {
  const names = readdirSync("migrations").sort();
  const numbers = names.map((name) => Number(/^(\d{4})_[a-z_]+\.sql$/.exec(name)?.[1]));
  expect(numbers).toEqual(names.map((_, index) => index + 1));
});
