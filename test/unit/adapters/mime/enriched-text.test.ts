import { expect, test } from "@jest/globals";
import { enrichedToText } from "../../../../src/adapters/mime/enriched-text.ts";
import { readMail } from "../../../support/read-mail.ts";

test.each([
  ["<bold>Now</bold> is the\ntime", "Now is the time"],
  ["one\n\ntwo\n\n\nthree", "one\ntwo\n\nthree"],
  ["<color><param>red</param>It</color> works", "It works"],
  ["a << b and a <3", "a < b and a <3"],
  ["<nofill>one\ntwo</nofill>", "one\ntwo"],
  ["New.\n\n<excerpt>Old.\n\nMore.\n</excerpt>", "New.\n> Old.\n> More. \n"],
  ["</bold>one</nofill>\ntwo", "one two"],
])("text/enriched is read as RFC 1896 means it: %j", (written, read) => {
  expect(enrichedToText(written, false)).toBe(read);
});

test.each([
  ["<bold>Now</bold> is\nthe time<nl>and<np>so <lt>b>", "Now is the time\nand\n\nso <b>"],
  ["It <comment>not <bold>at</bold> all</comment>works", "It works"],
])("text/richtext is read as RFC 1341 means it: %j", (written, read) => {
  expect(enrichedToText(written, true)).toBe(read);
});

test.each(["enriched", "richtext"])("a mail of text/%s shows no tags", async (type) => {
  const mail = await readMail(
    `From: one@north.example\nSubject: x\nContent-Type: text/${type}\n\n<bold>It</bold> works\n`,
  );
  expect(mail.text.trim()).toBe("It works");
});

test("quotes within quotes are read in one look at each, and their marks do not grow with them", () => {
  const text = enrichedToText("<excerpt>\n\n".repeat(100_000), false);
  expect(text.length).toBeLessThan(1_000_000);
  expect(enrichedToText("<excerpt>a<excerpt>b</excerpt></excerpt>c", false)).toBe("> a\n> > b\nc");
});
