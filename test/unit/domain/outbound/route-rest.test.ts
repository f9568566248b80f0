import { expect, test } from "@jest/globals";
import { isRouteToTell, routeRestSeconds } from "../../../../src/domain/outbound/route-rest.ts";

test("a refused login leaves room for no more than six tries an hour, whatever chance says", () => {
  for (const fraction of [0, 0.5, 0.999]) expect(3600 / routeRestSeconds("login-refused", 1, fraction)).toBeLessThan(5);
});

test("other trouble is tried again after half a minute, then less often, at most every five minutes", () => {
  expect([1, 2, 3, 4, 5, 50].map((failures) => routeRestSeconds("unreachable", failures, 0.5))).toEqual([
    30, 60, 120, 240, 300, 300,
  ]);
  expect(routeRestSeconds("closing", 1, 0)).toBe(22.5);
});

test("people hear of a refusal at once, of other trouble when it stays, and of none twice within the hour", () => {
  expect(isRouteToTell("login-refused", 1, null)).toBe(true);
  expect(isRouteToTell("token-refused", 1, null)).toBe(true);
  expect(isRouteToTell("unreachable", 1, null)).toBe(false);
  expect(isRouteToTell("closing", 2, null)).toBe(true);
  expect(isRouteToTell("login-refused", 3, 59)).toBe(false);
  expect(isRouteToTell("login-refused", 9, 60)).toBe(true);
});
