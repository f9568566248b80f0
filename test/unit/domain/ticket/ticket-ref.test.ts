import { expect, test } from "@jest/globals";
import {
  createTicketRef,
  findTicketRefs,
  parseTicketRef,
  TICKET_REF_COUNT,
} from "../../../../src/domain/ticket/ticket-ref.ts";

test("the reference of the documentation is a valid one", () => {
  expect(parseTicketRef("SV-7K3M9-2")).toBe("SV-7K3M9-2");
});

test("every random number gives a reference of its own that reads back", () => {
  const refs = Array.from({ length: 2000 }, (_, at) => createTicketRef((at * 16_769) % TICKET_REF_COUNT));
  expect(new Set(refs).size).toBe(2000);
  for (const ref of refs) expect(parseTicketRef(ref)).toBe(ref);
});

test("numbers that are no draw are refused", () => {
  for (const draw of [-1, 0.5, TICKET_REF_COUNT, Number.NaN]) expect(() => createTicketRef(draw)).toThrow(RangeError);
});

test("what people mishear is read: small letters, O for 0, I and L for 1, other dashes", () => {
  expect(findTicketRefs("sv-7k3m9-2")).toEqual(["SV-7K3M9-2"]);
  expect(findTicketRefs("SV–7K3M9–2")).toEqual(["SV-7K3M9-2"]);
  const withZero = createTicketRef(0);
  expect(findTicketRefs(withZero.replaceAll("0", "o"))).toEqual([withZero]);
});

test("references are found in a text once each, and nothing that only looks like one", () => {
  const text = "SV: Re: Backup [SV-7K3M9-2], see also SV-7K3M9-3, XSV-7K3M9-2, SV-7K3M9-22 and (SV-7K3M9-2)";
  expect(findTicketRefs(text)).toEqual(["SV-7K3M9-2"]);
});

test("a text full of references gives at most twenty", () => {
  const text = Array.from({ length: 100 }, (_, at) => createTicketRef(at * 7)).join(" ");
  expect(findTicketRefs(text)).toHaveLength(20);
});
