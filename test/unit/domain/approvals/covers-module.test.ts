import { expect, test } from "@jest/globals";
import { coversModule } from "../../../../src/domain/approvals/covers-module.ts";

const unnamed = (question: string) => ({ module: null, version: null, question });
const CORE = { module: "core", version: "5.3" };

test.each([
  "Må vi installere core 5.3?",
  "Må vi installere Core, version 5.3, på fredag?",
  "May we install core (v5.3)?",
  "Må vi opdatere core til version 5.3.",
  "Må vi installere version 5.3 af core?",
  "core 5.3",
])("%j names core 5.3", (question) => {
  expect(coversModule(unnamed(question), CORE)).toBe(true);
});

test.each([
  "Må vi installere?",
  "Må vi installere core?",
  "Må vi installere version 5.3?",
  "Må vi installere core 5.3.1?",
  "Må vi installere core 15.3?",
  "Må vi installere core 2.5.3?",
  "Må vi installere scorekort 5.3?",
  "Må vi installere core-db 5.3?",
  "Må vi installere core og rapport 5.3?",
  "Må vi installere core 5.2 og rapport 5.3?",
  "Må vi installere rapport 5.3 og core 5.2?",
])("%j does not name core 5.3", (question) => {
  expect(coversModule(unnamed(question), CORE)).toBe(false);
});

test("where the agent named a module and version, these alone count, whatever the words say", () => {
  const named = { module: "Core", version: "5.3", question: "Også rapport 2.0" };
  expect(coversModule(named, CORE)).toBe(true);
  expect(coversModule(named, { module: "rapport", version: "2.0" })).toBe(false);
  expect(coversModule(named, { module: "core", version: "5.4" })).toBe(false);
});

test("a module's name is never read as an expression, and long words are read in no time", () => {
  expect(coversModule(unnamed("Må vi installere core+x 5.3?"), { module: "core+x", version: "5.3" })).toBe(true);
  expect(coversModule(unnamed("Må vi installere cxre 5x3?"), { module: "c.re", version: "5.3" })).toBe(false);
  expect(coversModule(unnamed(`core ${"version ".repeat(20_000)}`), CORE)).toBe(false);
});
