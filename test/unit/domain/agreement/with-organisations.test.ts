import { expect, test } from "@jest/globals";
import { findOrganisation } from "../../../../src/domain/agreement/find-organisation.ts";
import { withOrganisations } from "../../../../src/domain/agreement/with-organisations.ts";
import type { Organisation } from "../../../../src/domain/desk/organisation.ts";
import { testDesk } from "../../../support/test-desk.ts";

const DESK = testDesk(`
organisations: [{ id: south, name: South, domains: [south.example], contacts: [bo@gmail.com], hosting: vendor }]
`);
const stored = (id: string, more: Partial<Organisation> = {}): Organisation => ({
  ...{ id, name: id, domains: [`${id.toLowerCase()}.example`], contacts: [], hosting: "customer" },
  ...{ agreement: null, accountManager: null, installed: [], templates: null },
  ...more,
});

test("nothing stored is the desk itself", () => {
  expect(withOrganisations(DESK, [])).toBe(DESK);
});

test.each(["south", "South"])("a stored %s gives way to the one of desk.yaml", (id) => {
  expect(withOrganisations(DESK, [stored(id, { domains: ["other.example"] })]).organisations).toEqual(
    DESK.organisations,
  );
});

test("what desk.yaml gives to one is nobody else's, and a public domain nobody's", () => {
  const east = stored("east", {
    domains: ["south.example", "east.example", "gmail.com"],
    contacts: ["bo@gmail.com", "kim@gmail.com"],
  });
  const desk = withOrganisations(DESK, [east]);
  const owner = (address: string) => findOrganisation(desk, address)?.id ?? null;
  expect(["a@south.example", "a@east.example", "bo@gmail.com", "kim@gmail.com", "x@gmail.com"].map(owner)).toEqual([
    "south",
    "east",
    "south",
    "east",
    null,
  ]);
});

test("a calendar or an account manager that the desk has no more counts as none given", () => {
  const agreement = { from: "2026-01-01", to: "2026-12-31", renewalMonths: null };
  const [, gone, kept] = withOrganisations(DESK, [
    stored("gone", { agreement: { ...agreement, calendar: "moon" }, accountManager: "nobody" }),
    stored("kept", { agreement: { ...agreement, calendar: "office" }, accountManager: "two" }),
  ]).organisations;
  expect(gone).toMatchObject({ agreement: { calendar: null }, accountManager: null });
  expect(kept).toMatchObject({ agreement: { calendar: "office" }, accountManager: "two" });
});
