import { ASKED_THINGS } from "../commands/command.ts";

/**
 * What a requester may be asked for: `coverage`: billable work on a service that the agreement does not include; `extra-time`: so many minutes of
 * it. The others are what work waits for.
 */
export const APPROVAL_KINDS = [...ASKED_THINGS, "coverage", "extra-time"] as const;

export type ApprovalKind = (typeof APPROVAL_KINDS)[number];

/** What became of something a requester was asked for; `withdrawn`: the question was stopped before it left. */
export const APPROVAL_OUTCOMES = ["given", "refused", "withdrawn"] as const;

export type ApprovalOutcome = (typeof APPROVAL_OUTCOMES)[number];

/** Why a plain yes or no is not on record as the answer; `uncertain-question`: it is not certain which question it answers. */
export const UNRECORDED_REASONS = ["unproved", "other-person", "uncertain-question"] as const;

export type UnrecordedReason = (typeof UNRECORDED_REASONS)[number];
