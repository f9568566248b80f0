/** The roles a ladder step may name; each is turned into people when the step rings. */
export const LADDER_ROLES = ["assignee", "team", "lead", "ops", "accountManager", "accountable"] as const;

export type LadderRole = (typeof LADDER_ROLES)[number];

/** Whom a step reaches: a role, one address, or a webhook of the desk. Never the requester (sla.md, ladder). */
export type Recipient =
  | { readonly kind: "role"; readonly role: LadderRole }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "webhook"; readonly name: string };

/** One rung: `atMinutes` of working time after the target (negative: before it). */
export interface LadderStep {
  readonly atMinutes: number;
  readonly to: readonly Recipient[];
}
