import { expect, test } from "@jest/globals";
import { type AlertOccasion, decideAlertDelivery } from "../../../../src/domain/sla/decide-alert-delivery.ts";

const limits = { mailsAMinute: 3, usefulMinutes: 60 };
const decide = (change: Partial<AlertOccasion>, asked = limits) =>
  decideAlertDelivery({ kind: "breach", lateMinutes: 0, isBreached: true, recentAlerts: 0, ...change }, asked);

test("up to the rate of a minute each alert is a mail of its own, above it a line of the digest", () => {
  expect([0, 1, 2, 3, 4].map((recentAlerts) => decide({ recentAlerts }))).toEqual([
    "mail",
    "mail",
    "mail",
    "digest",
    "digest",
  ]);
  expect(decide({}, { ...limits, mailsAMinute: 0 })).toBe("digest");
});

test("an alert older than its usefulness is folded into the digest", () => {
  expect(decide({ lateMinutes: 60 })).toBe("mail");
  expect(decide({ lateMinutes: 61 })).toBe("digest");
});

test("a warning of a deadline that has passed is of no use, one of a deadline to come is", () => {
  expect(decide({ kind: "warning", isBreached: true })).toBe("digest");
  expect(decide({ kind: "warning", isBreached: false })).toBe("mail");
  expect(decide({ kind: "escalation", isBreached: true })).toBe("mail");
});
