import type { Pattern, Rule, RuleField, RuleOutcome } from "../desk/rule.ts";
import { compileExpression, type Expression } from "./expression.ts";

/** What the rules look at: the new text of the mail, and the id or name of the sender's organisation where it has one. */
export interface RuleInput {
  readonly subject: string;
  readonly text: string;
  readonly from: string;
  /** The organisation's id and name; null: a condition on it does not hold. */
  readonly organisation: { readonly id: string; readonly name: string } | null;
}

/** Of a longer text only the beginning is searched: what a mail is about stands there. */
const MOST_CHARACTERS = 50_000;

/**
 * What the first rule that matches decides, or nothing (`{}`). All conditions of a rule must hold; a rule without one holds
 * always. A substring or expression is sought without regard to case (interface.md, "rules").
 */
export function applyRules(rules: readonly Rule[], input: RuleInput): RuleOutcome {
  return rules.find((rule) => isMatch(rule, input))?.set ?? {};
}

function isMatch(rule: Rule, input: RuleInput): boolean {
  return Object.entries(rule.when).every(([field, pattern]) => {
    const matches = search(pattern);
    return textsOf(field as RuleField, input).some((text) => matches(text.slice(0, MOST_CHARACTERS)));
  });
}

function textsOf(field: RuleField, input: RuleInput): readonly string[] {
  if (field !== "organisation") return [input[field]];
  return input.organisation ? [input.organisation.id, input.organisation.name] : [];
}

function search(pattern: Pattern): Expression {
  if (pattern.kind === "substring") return (text) => text.toLowerCase().includes(pattern.text);
  const compiled = compileExpression(pattern.source);
  // The loader refuses a desk with such an expression: one that comes here was never loaded.
  if (!compiled.ok) throw new Error(`expression of a rule does not compile: ${compiled.message}`);
  return compiled.matches;
}
