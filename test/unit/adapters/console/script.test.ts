import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { FEED_TYPES } from "../../../../src/domain/feed/feed-event.ts";

test("the console's script listens for every event of the feed", () => {
  const script = readFileSync("templates/console/console.js", "utf8");
  const [, list = ""] = /const TYPES = \[([^\]]+)\]/.exec(script) ?? [];
  expect([...list.matchAll(/"([^"]+)"/g)].map(([, type]) => type)).toEqual(FEED_TYPES);
});
