import { RULE_FIELDS } from "../domain/desk/rule.ts";
import { compileExpression } from "../domain/filing/expression.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkReference } from "./known.ts";
import { parsePattern } from "./parse-pattern.ts";

type FileRule = NonNullable<DeskFile["rules"]>[number];

/** A rule has a condition that can be searched and a decision that names what the desk has. */
export function checkRules(file: DeskFile): Finding[] {
  const teams = Object.keys(file.teams ?? { support: null });
  return (file.rules ?? []).flatMap((rule, index) => {
    const set: DeskPath = ["rules", index, "set"];
    return [
      ...checkConditions(rule.when, ["rules", index, "when"]),
      ...checkReference("service", rule.set.service, Object.keys(file.services), [...set, "service"]),
      ...checkReference("activity", rule.set.activity, Object.keys(file.activities), [...set, "activity"]),
      ...checkReference("level", rule.set.level, Object.keys(file.levels), [...set, "level"]),
      ...checkReference("team", rule.set.team, teams, [...set, "team"]),
      ...(Object.keys(rule.set).length === 0 ? [{ path: set, message: EMPTY_SET }] : []),
    ];
  });
}

const EMPTY_SET = "the rule decides nothing; set service, activity, level or team";
const EMPTY_WHEN = `the rule has no condition; give it one of ${RULE_FIELDS.join(", ")}`;

function checkConditions(when: FileRule["when"], path: DeskPath): Finding[] {
  if (Object.keys(when).length === 0) return [{ path, message: EMPTY_WHEN }];
  return Object.entries(when).flatMap(([field, text]) => {
    const pattern = parsePattern(text);
    if (pattern.kind === "substring") return [];
    const compiled = compileExpression(pattern.source);
    if (compiled.ok) return [];
    return [{ path: [...path, field], message: `the expression cannot be used: ${compiled.message}` }];
  });
}
