/** What became of something a requester was asked for; `withdrawn`: the question was stopped before it left. */
export const APPROVAL_OUTCOMES = ["given", "refused", "withdrawn"] as const;

export type ApprovalOutcome = (typeof APPROVAL_OUTCOMES)[number];
