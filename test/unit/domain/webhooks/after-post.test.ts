import { expect, test } from "@jest/globals";
import { instant } from "../../../../src/domain/time/instant.ts";
import { afterPost, postDelaySeconds } from "../../../../src/domain/webhooks/after-post.ts";

const NOW = instant(1_800_000_000_000);
const FACTS = { attempts: 1, now: NOW, fraction: 0.5 };
const answered = (status: number, retryAfterSeconds: number | null = null, word: string | null = null) =>
  ({ kind: "answered", status, retryAfterSeconds, word }) as const;
const secondsUntil = (at: number | null) => (at === null ? null : (at - NOW) / 1000);

test.each([200, 201, 202, 204, 299])("%i is delivered", (status) => {
  expect(afterPost(FACTS, answered(status))).toEqual({ state: "delivered", nextAt: null, lastError: null });
});

test.each([408, 425, 429, 500, 502, 503, 504, 599])("%i is tried again", (status) => {
  expect(afterPost(FACTS, answered(status))).toMatchObject({ state: "deferred", lastError: `HTTP ${status}` });
});

test.each([400, 401, 403, 404, 405, 410, 413, 415, 422])("%i is dead", (status) => {
  expect(afterPost(FACTS, answered(status))).toEqual({ state: "dead", nextAt: null, lastError: `HTTP ${status}` });
});

test.each([300, 301, 302, 303, 307, 308])("the redirect %i is dead and says that it is not followed", (status) => {
  expect(afterPost(FACTS, answered(status)).lastError).toBe(`HTTP ${status}, a redirect, which is not followed`);
});

test("a failure of the network is tried again, a refused address is dead", () => {
  expect(afterPost(FACTS, { kind: "unreachable", code: "ECONNREFUSED" })).toMatchObject({
    state: "deferred",
    lastError: "ECONNREFUSED",
  });
  expect(afterPost(FACTS, { kind: "refused", why: "10.0.0.1 is private, not public" })).toMatchObject({
    state: "dead",
    lastError: "not posted: 10.0.0.1 is private, not public",
  });
});

test("the receiver's own word stands beside its status", () => {
  expect(afterPost(FACTS, answered(404, null, "no_active_hooks")).lastError).toBe("HTTP 404 no_active_hooks");
});

test("the wait grows fourfold from five seconds to ten minutes, a quarter shorter or longer by chance", () => {
  expect([1, 2, 3, 4, 5, 6, 50].map((failures) => postDelaySeconds(failures, 0.5))).toEqual([
    5, 20, 80, 320, 600, 600, 600,
  ]);
  expect(postDelaySeconds(1, 0)).toBe(3.75);
  expect(postDelaySeconds(1, 0.999)).toBeCloseTo(6.25, 1);
});

test("Retry-After is honoured where it is longer than our own wait, up to an hour", () => {
  expect(secondsUntil(afterPost(FACTS, answered(429, 120)).nextAt)).toBe(120);
  expect(secondsUntil(afterPost(FACTS, answered(503, 1)).nextAt)).toBe(5);
  expect(secondsUntil(afterPost(FACTS, answered(503, 86_400)).nextAt)).toBe(3600);
});
