import type { TimeCause } from "./time-cause.ts";

/** Why time is, or is not, billed; `correction`: a counter-entry follows what it takes back. */
export const BILLING_REASONS = [
  "vendor-fault",
  "foreign-fault",
  "addon",
  "not-covered",
  "covered",
  "correction",
] as const;

export type BillingReason = (typeof BILLING_REASONS)[number];

/** Whether time is billed, and why. */
export interface BillingVerdict {
  readonly billable: boolean;
  readonly reason: BillingReason;
  readonly cause: TimeCause;
}
