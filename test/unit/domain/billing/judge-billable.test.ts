import { expect, test } from "@jest/globals";
import { COVERAGES } from "../../../../src/domain/agreement/coverage.ts";
import { judgeBillable } from "../../../../src/domain/billing/judge-billable.ts";
import { testDesk } from "../../../support/test-desk.ts";

const shipped = testDesk();
const { "foreign-faults": foreign, ...others } = shipped.activities;
const vendorsFaults = {
  activities: { ...others, "foreign-faults": { ...foreign!, customer: ["I"], vendor: ["A", "R"] } },
} as const;

test.each(COVERAGES)("what the vendor caused is never billed, whatever the coverage (%s)", (coverage) => {
  for (const desk of [shipped, vendorsFaults]) {
    expect(judgeBillable(desk, { cause: "vendor", coverage })).toEqual({
      billable: false,
      reason: "vendor-fault",
      cause: "vendor",
    });
  }
});

test.each(["customer", "third-party"] as const)(
  "a fault of %s is billed under the shipped matrix, on services of the agreement too",
  (cause) => {
    for (const coverage of COVERAGES) {
      expect(judgeBillable(shipped, { cause, coverage })).toEqual({ billable: true, reason: "foreign-fault", cause });
    }
  },
);

test.each([
  ["addon", { billable: true, reason: "addon" }],
  ["none", { billable: true, reason: "not-covered" }],
  ["included", { billable: false, reason: "covered" }],
  ["unknown", { billable: false, reason: "covered" }],
] as const)("where the vendor answers for foreign faults the coverage decides: %s", (coverage, verdict) => {
  expect(judgeBillable(vendorsFaults, { cause: "customer", coverage })).toMatchObject(verdict);
  expect(judgeBillable({ activities: others }, { cause: "third-party", coverage })).toMatchObject(verdict);
});
