import type { Desk } from "../desk/desk.ts";
import type { RuleOutcome } from "../desk/rule.ts";
import { applyRules, type RuleInput } from "./apply-rules.ts";
import { levelOfMail } from "./level-of-mail.ts";
import { type StatedRequest, withStated } from "./stated-request.ts";

/** What decided the level of a new ticket: a rule of the desk, who took the request down, the customer's own words or choice, or nothing of these. */
export type LevelSource = "rule" | "stated" | "words" | "default";

export interface Classified extends RuleOutcome {
  readonly level: string;
  readonly levelBy: LevelSource;
}

/**
 * What the rules, what was stated and the words of a mail make of it. The desk's own rules go before what a customer chose on a form, and that
 * before what their words ask for.
 */
export function classifyMail(
  desk: Pick<Desk, "rules" | "levels" | "services" | "defaultLevel">,
  mail: RuleInput,
  stated: StatedRequest | null,
): Classified {
  const ruled = applyRules(desk.rules, mail);
  const { level, ...set } = withStated(ruled, stated, desk);
  if (level !== undefined) return { ...set, level, levelBy: sourceOf(level, ruled, stated) };
  const asked = levelOfMail(desk.levels, mail);
  if (asked !== null) return { ...set, level: asked, levelBy: "words" };
  return { ...set, level: desk.defaultLevel, levelBy: "default" };
}

function sourceOf(level: string, ruled: RuleOutcome, stated: StatedRequest | null): LevelSource {
  if (ruled.level === level) return "rule";
  return stated?.voucher ? "stated" : "words";
}
