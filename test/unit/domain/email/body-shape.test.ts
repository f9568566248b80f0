import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { bodyShape } from "../../../../src/domain/email/body-shape.ts";
import { createTicketRef, TICKET_REF_COUNT } from "../../../../src/domain/ticket/ticket-ref.ts";

test("dates, numbers, layout and case make no other mail of it", () => {
  const first = "Tak for din mail SV-7K3M9-2.\nVi svarer inden den 24/11-2026 kl. 10:00.";
  const second = "TAK for din mail SV-QQ1Z4-W. Vi svarer inden den 25/11-2026  kl. 11:30.\r\n";
  expect(bodyShape(first)).toBe(bodyShape(second));
  expect(bodyShape(first)).not.toBe(bodyShape("Tak for hjælpen med måleren."));
});

test("a reference of ours makes no other mail of it, whatever its letters", () => {
  const write = (ref: string) => `Tak. Den er oprettet som sag ${ref}.\n\nSagsnummer: *${ref}*`;
  const random = fc.integer({ min: 0, max: TICKET_REF_COUNT - 1 });
  fc.assert(fc.property(random, (one) => expect(bodyShape(write(createTicketRef(one)))).toBe(bodyShape(write("1")))));
  expect(bodyShape("Er IT-afdelingen på arbejde?")).toContain("itafdelingen");
});

test("letters of any alphabet count, composed or not, and a text without letters has no shape", () => {
  expect(bodyShape("ma\u030Aler")).toBe(bodyShape("måler"));
  expect(bodyShape("Спасибо 1")).toBe("спасибо");
  expect(bodyShape("12:30 -- !!")).toBe("");
});

test("of a long text the beginning counts", () => {
  expect(bodyShape("a".repeat(100_000))).toHaveLength(8_000);
});
