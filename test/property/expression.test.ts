import { test } from "@jest/globals";
import fc from "fast-check";
import { compileExpression } from "../../src/domain/filing/expression.ts";

// Short texts and few counts: the engine it is compared with backtracks, and would not end on nested ones.
const MOST_COUNTS = 4;
const countsIn = (source: string) => source.match(/[*+?{]/g)?.length ?? 0;
const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "1", " ", "\n"), maxLength: 8 });
const atom = fc.constantFrom("a", "b", "B", "1", ".", "[ab]", "[^a]", "[^A1]", "[a-b1]", "\\d", "\\D", "\\s", "\\w");
const anchor = fc.constantFrom("^", "$", "\\b", "\\B");
const quantifier = fc.constantFrom("", "", "*", "+", "?", "*?", "{2}", "{1,2}", "{2,}", "{0}");

const { expression } = fc.letrec<{ expression: string; branch: string; piece: string }>((tie) => ({
  expression: fc.array(tie("branch"), { minLength: 1, maxLength: 3 }).map((branches) => branches.join("|")),
  branch: fc.array(tie("piece"), { maxLength: 3 }).map((pieces) => pieces.join("")),
  piece: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(atom, quantifier).map(([one, count]) => one + count),
    anchor,
    fc.tuple(tie("expression"), quantifier).map(([inner, count]) => `(?:${inner})${count}`),
  ),
}));

test("an expression finds what the language's own engine finds", () => {
  fc.assert(
    fc.property(expression, text, (source, searched) => {
      const compiled = compileExpression(source);
      // Counts inside counts may be refused; nothing else that is generated here is.
      fc.pre(compiled.ok);
      const found = compiled.ok && compiled.matches(searched);
      fc.pre(countsIn(source.replaceAll("(?:", "(")) <= MOST_COUNTS);
      return found === new RegExp(source, "i").test(searched);
    }),
    { numRuns: 3_000, maxSkipsPerRun: 1_000 },
  );
});
