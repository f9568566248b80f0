import { expect, test } from "@jest/globals";
import type { Rule } from "../../../../src/domain/desk/rule.ts";
import { applyRules } from "../../../../src/domain/filing/apply-rules.ts";

const input = {
  subject: "Natlig BACKUP fejler",
  text: "Systemet står stille\nhilsen Kim",
  from: "it@north.example",
  organisation: { id: "north", name: "North Utility" },
};
const substring = (text: string) => ({ kind: "substring", text }) as const;
const expression = (source: string) => ({ kind: "expression", source }) as const;
const level = (when: Rule["when"], id: string): Rule => ({ when, set: { level: id } });

test("the first rule that matches wins, and no rule decides nothing", () => {
  const rules = [
    level({ subject: substring("restore") }, "A"),
    level({ subject: substring("backup") }, "B"),
    level({ text: substring("system") }, "C"),
  ];
  expect(applyRules(rules, input)).toEqual({ level: "B" });
  expect(applyRules(rules.slice(0, 1), input)).toEqual({});
});

test("all conditions of a rule must hold", () => {
  const both = { subject: substring("backup"), from: substring("@north.example") };
  expect(applyRules([level(both, "A")], input)).toEqual({ level: "A" });
  expect(applyRules([level({ ...both, from: substring("@west.example") }, "A")], input)).toEqual({});
});

test("an organisation is meant by its id or its name, and a stranger has none", () => {
  for (const text of ["north", "north utility"]) {
    const rules = [level({ organisation: substring(text) }, "A")];
    expect(applyRules(rules, input)).toEqual({ level: "A" });
    expect(applyRules(rules, { ...input, organisation: null })).toEqual({});
  }
});

test("an expression is sought without regard to case, in every line", () => {
  expect(applyRules([level({ text: expression("\\bSYSTEMET\\b.*står stille") }, "A")], input)).toEqual({ level: "A" });
  expect(applyRules([level({ text: expression("hilsen kim$") }, "A")], input)).toEqual({ level: "A" });
});
