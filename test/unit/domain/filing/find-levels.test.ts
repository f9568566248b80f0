import { describe, expect, test } from "@jest/globals";
import { disputesLevel } from "../../../../src/domain/filing/disputes-level.ts";
import { findLevels } from "../../../../src/domain/filing/find-levels.ts";
import { levelOfMail } from "../../../../src/domain/filing/level-of-mail.ts";
import { testDesk } from "../../../support/test-desk.ts";

const { levels } = testDesk();
const named = (text: string) => findLevels(levels, text).join("");

describe("a text names a level", () => {
  test.each([
    ["[A] Systemet er nede", "A"],
    ["Haster: [B]", "B"],
    ["Niveau A: systemet er nede", "A"],
    ["systemet er nede (niveau A)", "A"],
    ["level B problem with the import", "B"],
    ["LEVEL B: import", "B"],
    ["Level: b", "B"],
    ['Niveau "A"', "A"],
    ["niveau A - alt står stille", "A"],
    ["niveau A, tak", "A"],
    ["Kritisk fejl i målerimporten", "A"],
    ["KRITISK FEJL", "A"],
    ["Critical fault: meters gone", "A"],
    ["Alvorlig fejl", "B"],
    ["Ikke-alvorlig fejl i en rapport", "C"],
    ["Minor fault in a report", "C"],
    ["Anmodning om assistance", "D"],
    ["Niveau A eller måske en alvorlig fejl", "A"],
    ["Det er ikke niveau C, men niveau A", "A"],
    ["Det er ikke C men niveau A", "A"],
  ])("%j: %s", (text, level) => {
    expect(named(text)).toBe(level);
  });

  test.each([
    ["Systemet er nede"],
    ["The noise level a bit high"],
    ["Niveau af støj"],
    ["niveau Aalborg"],
    ["Level A-side of the record"],
    ["[A-12] Måler"],
    ["[Alarm] Måler"],
    ["[a] måler"],
    ["Ikke kritisk fejl"],
    ["ikke-kritisk fejl"],
    ["Det er ikke nogen kritisk fejl"],
    ["not a critical fault"],
    ["Det er ikke niveau A"],
    ["Systemet er kritisk. Fejl i måleren."],
    ["Kritisk\nfejl"],
    ["Ukritisk fejl"],
    ["A"],
    [""],
  ])("%j names none", (text) => {
    expect(named(text)).toBe("");
  });

  test.each([
    ["niveau A/B", "AB"],
    ["niveau A eller B", "AB"],
    ["Level A or B?", "AB"],
    ["Niveau A-B", "AB"],
    ["[A] [B]", "AB"],
    ["Kritisk fejl, eller alvorlig fejl", "AB"],
  ])("%j names two", (text, both) => {
    expect(named(text)).toBe(both);
  });

  test("the desk's own words count like its names, and a longer one before a shorter", () => {
    const own = {
      P1: { name: { da: "Stop", en: "Outage" }, words: ["alt står stille"] },
      P2: { name: { da: "Fejl", en: "Fault" }, words: ["står stille"] },
    };
    expect(findLevels(own, "Alt står stille!")).toEqual(["P1"]);
    expect(findLevels(own, "En server står stille")).toEqual(["P2"]);
    expect(findLevels(own, "level P2")).toEqual(["P2"]);
    expect(findLevels(own, "level P22")).toEqual([]);
  });

  test("a name that two levels share names both", () => {
    const name = { da: "Fejl", en: "Fault" };
    expect(findLevels({ A: { name, words: [] }, B: { name, words: [] } }, "Fejl")).toEqual(["A", "B"]);
  });

  test("a composed and a decomposed letter are one", () => {
    const own = { A: { name: { da: "Målerfejl", en: "Meter fault" }, words: [] } };
    expect(findLevels(own, "Målerfejl".normalize("NFD"))).toEqual(["A"]);
  });
});

describe("a new mail asks for a level", () => {
  const asks = (subject: string, text = "") => levelOfMail(levels, { subject, text });

  test("in its subject, whatever the text says", () => {
    expect(asks("[B] Import", "Niveau: A")).toBe("B");
  });

  test.each([
    ["Navn: Mette\nNiveau: A\nBeskrivelse: intet virker", "A"],
    ["Level = B", "B"],
    ["*Niveau:* A – Kritisk fejl", "A"],
    ["Niveau: alvorlig fejl", "B"],
    ["niveau: b", "B"],
  ])("on a line of a form: %j", (text, level) => {
    expect(asks("Målerdata", text)).toBe(level);
  });

  test.each([
    ["Vi synes, det er niveau A, da intet virker."],
    ["Det er en kritisk fejl for os."],
    ["Niveau: A\nNiveau: B"],
    ["Niveau: ved ikke"],
    ["Niveau:\nA"],
  ])("not by a sentence, nor by two levels, nor by none: %j", (text) => {
    expect(asks("Målerdata", text)).toBeNull();
  });

  test("not by a subject that names two", () => {
    expect(asks("niveau A eller B", "Niveau: A")).toBeNull();
  });
});

describe("a customer disagrees with level C", () => {
  test.each([
    ["Vi mener, at det er niveau A.", "A"],
    ["Det er en kritisk fejl, intet virker!", "A"],
    ["This is a serious fault for us.", "B"],
    ["Det er ikke niveau C men niveau A", "A"],
    ["Jeg er uenig i niveauet.", null],
    ["Niveauet er for lavt, mener vi", null],
    ["I disagree with the level", null],
    ["The level should be higher.", null],
  ])("%j wants %s", (text, wanted) => {
    expect(disputesLevel(levels, "C", text)).toEqual({ wanted });
  });

  test.each([
    ["Tak, det er fint med niveau C."],
    ["Vandstanden er højere end i går. Hvad nu?"],
    ["Systemet virker stadig ikke."],
    ["Er niveau A eller B muligt?"],
    ["Jeg er uenig i fakturaen."],
    ["It is not a critical fault, thanks"],
    [""],
  ])("not with %j", (text) => {
    expect(disputesLevel(levels, "C", text)).toBeNull();
  });
});
