import { expect, test } from "@jest/globals";
import { readAnswer } from "../../../../src/domain/approvals/read-answer.ts";

test.each([
  "Ja",
  "ja.",
  "JA TAK!",
  "Ja, det er fint",
  "Ja, det er helt i orden. Hilsen Mette",
  "Hej Agent\n\nJa, vi giver hermed samtykke.\n\nMvh Mette",
  "Kære support\nJa tak",
  "Godkendt",
  "Ok, godkendt",
  "Ja, I må gerne installere den",
  "Yes",
  "Yes, please go ahead.",
  "Hello,\n\nYes, we agree.\n\nRegards\nIda",
  "Approved",
  "APPROVE",
  "Jeg godkender.",
])("%j is a consent", (text) => {
  expect(readAnswer(text)).toBe("given");
});

test.each([
  "Nej",
  "Nej tak.",
  "Hej\n\nNej, det vil vi ikke have.",
  "No",
  "Afvist",
  "No thanks, not this year",
  "Reject",
  "Afvis",
])("%j is a refusal", (text) => {
  expect(readAnswer(text)).toBe("refused");
});

test.each([
  "",
  "Tak!",
  "Ok",
  "Ok, jeg vender tilbage",
  "Det virker stadig ikke",
  "Ja, men ikke før fredag",
  "Ja, hvis det ikke koster noget",
  "Ja tak. Dog først efter den 1. december.",
  "Ja?",
  "Ja, hvad koster det?",
  "Ja, jeg spørger chefen",
  "Ja.\nHvornår sker det?",
  "Jamen så ring til mig",
  "Jakob har set på det",
  "Vi siger hverken ja eller nej",
  "Yes, but only the test system",
  "Yes, unless it takes more than an hour",
  "Nejst os lige igen",
  "Hej, men kun på testserveren\nJa",
  "Hej Anna, vent lige\n\nJa tak",
  "Hej Anna, må vi se planen?\nJa",
  "Ja. Stands dog arbejdet, hvis diskene løber fulde",
  "Ja tak. Stop arbejdet med det samme",
  "Ja. Uden rapportmodulet",
  "Ja. Med forbehold for prisen",
  "Yes. We don\u2019t want it on the live system",
  "Yes. Hold the rest back",
  "Ja tak.\nHøjst en time",
  "Ja. Maks 30 minutter",
  "Yes. Two hours at most",
  "Yes.\nMax one hour",
  "No problem, go ahead",
  "No objections.",
  "Nej, det er fint, bare gå i gang",
])("%j is for a person to read", (text) => {
  expect(readAnswer(text)).toBe("unclear");
});
