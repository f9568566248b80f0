import { expect, test } from "@jest/globals";
import { replySubject, subjectWithRef } from "../../../../src/domain/outbound/outbound-subject.ts";

test.each([
  ["Backup fejler", "Backup fejler [SV-7K3M9-2]"],
  ["Re: Backup fejler [SV-7K3M9-2]", "Re: Backup fejler [SV-7K3M9-2]"],
  ["[SV-7K3M9-2] Backup [SV-7K3M9-2] fejler", "Backup fejler [SV-7K3M9-2]"],
  ["[intern] Backup", "[intern] Backup [SV-7K3M9-2]"],
  ["", "[SV-7K3M9-2]"],
  ["a\r\nBcc: x@y.example", "a Bcc: x@y.example [SV-7K3M9-2]"],
])("the reference stands once, at the end: %j", (subject, expected) => {
  expect(subjectWithRef(subject, "SV-7K3M9-2")).toBe(expected);
});

test("a subject of any length keeps its reference", () => {
  const subject = subjectWithRef("å".repeat(5000), "SV-7K3M9-2");
  expect(subject.length).toBeLessThan(180);
  expect(subject).toMatch(/… \[SV-7K3M9-2\]$/);
});

test.each([
  ["Backup fejler", "Re: Backup fejler"],
  ["Re: SV: Vedr.: Backup fejler", "Re: Backup fejler"],
  ["AW: RE[2]: Backup", "Re: Backup"],
  ["Re: Backup [SV-7K3M9-2]", "Re: Backup"],
  ["", "Re:"],
])("an answer has one Re: whatever came in: %j", (subject, expected) => {
  expect(replySubject(subject)).toBe(expected);
});
