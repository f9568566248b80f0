import { expect, test } from "@jest/globals";
import { personPatterns } from "../../../../src/domain/privacy/person-patterns.ts";

const find = (address: string, text: string) =>
  new RegExp(personPatterns({ address, names: [] }).address.pattern, "i").test(text);

test.each([
  ["ana@north.example", true],
  ["skriv til <Ana@North.Example>.", true],
  ["mailto:ana@north.example?subject=x", true],
  ["ana@north.example.", true],
  ["diana@north.example", false],
  ["x.ana@north.example", false],
  ["ana@north.example.org", false],
  ["ana@north.examples", false],
  ["ana@northXexample", false],
])("an address is found only as a whole: %s is %s", (text, isFound) => {
  expect(find("ana@north.example", text)).toBe(isFound);
});

test("signs that mean something in an expression are only signs", () => {
  expect(find("a+b(c)@north.example", "a+b(c)@north.example")).toBe(true);
  expect(find("a+b(c)@north.example", "aab(c)@north.example")).toBe(false);
});

test.each([
  [["Mette Hansen"], "mette\\s+hansen"],
  [["Mette  Hansen", "mette hansen"], "mette\\s+hansen"],
])("a name of two words is looked for, whatever stands between them: %j", (names, pattern) => {
  expect(personPatterns({ address: "x@y.example", names }).names?.pattern).toContain(`(?:${pattern})`);
});

test.each([[[]], [["Bo"]], [["Support"]], [["B. H"]], [["mette@north.example hun"]]])(
  "what is also an ordinary word is not looked for: %j",
  (names) => {
    expect(personPatterns({ address: "x@y.example", names }).names).toBeNull();
  },
);

test("the longest name comes first, so that none leaves a rest behind", () => {
  expect(
    personPatterns({ address: "x@y.example", names: ["Mette Hansen", "Mette Hansen Holm"] }).names?.pattern,
  ).toContain("(?:mette\\s+hansen\\s+holm|mette\\s+hansen)");
});

test.each([
  ["mette@føde.example", "spørg mette@xn--fde-0na.example"],
  ["mette@føde.example", "spørg METTE@FØDE.example"],
  ["mette@xn--fde-0na.example", "spørg mette@føde.example"],
])("%s is found in %j", (address, text) => {
  expect(find(address, text)).toBe(true);
});

test("a name that is given is looked for though it is a single word, everywhere and where they have a part", () => {
  const { names, given } = personPatterns({
    address: "x@y.example",
    names: ["Bo Berg", "Support"],
    given: ["Mettemus"],
  });
  expect(given?.pattern).toContain("(?:mettemus)");
  expect(names?.pattern).toContain("(?:mettemus|bo\\s+berg)");
});

test.each([
  ["ana.berg@north.example", ["ana.berg"]],
  ["ana+x@north.example", ["ana"]],
  ["søren@north.example", ["ren"]],
  // Nothing of it is ASCII: there is no cheap question.
  ["иван@north.example", []],
])("what is looked for first of %s is %j", (address, anchors) => {
  expect(personPatterns({ address, names: [] }).address.anchors).toEqual(anchors);
});

test("of several names one without a cheap question makes all dear", () => {
  const anchorsOf = (given: string[]) => personPatterns({ address: "x@y.example", names: [], given }).given?.anchors;
  expect(anchorsOf(["Åse Ørsted", "Bo Berg"])).toEqual(["rsted", "berg"]);
  expect(anchorsOf(["Åse Ørsted", "Иван"])).toEqual([]);
});
