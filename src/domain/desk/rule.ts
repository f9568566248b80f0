/**
 * What one condition of a rule looks for, always without regard to case: a substring (kept lower-cased), or the inside of
 * a `/expression/` in the grammar of domain/filing/expression.ts.
 */
export type Pattern =
  | { readonly kind: "substring"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string };

/** The parts of a mail a rule may look at. */
export const RULE_FIELDS = ["subject", "text", "from", "organisation"] as const;

export type RuleField = (typeof RULE_FIELDS)[number];

/** What a rule decides about a new ticket: ids of the desk; absent where the rule has no opinion. */
export interface RuleOutcome {
  readonly service?: string;
  readonly activity?: string;
  readonly level?: string;
  readonly team?: string;
}

/** All of `when` must hold; the first rule of the desk that matches wins. */
export interface Rule {
  readonly when: Readonly<Partial<Record<RuleField, Pattern>>>;
  readonly set: RuleOutcome;
}
