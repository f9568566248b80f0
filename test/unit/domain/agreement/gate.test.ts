import { expect, test } from "@jest/globals";
import { judgeGate } from "../../../../src/domain/agreement/gate.ts";
import type { Agreement, Organisation } from "../../../../src/domain/desk/organisation.ts";
import { parseInstant } from "../../../../src/domain/time/instant.ts";

const organisation = (agreement: Agreement | null): Organisation => ({
  id: "north",
  name: "North Utility",
  domains: ["north.example"],
  contacts: [],
  hosting: "vendor",
  agreement,
  accountManager: null,
  installed: [],
  templates: null,
});
const year: Agreement = { from: "2026-01-01", to: "2026-12-31", renewalMonths: null, calendar: null };
const desk = (organisations: Organisation[]) =>
  ({ organisations, desk: { zone: "Europe/Copenhagen" } }) as unknown as Parameters<typeof judgeGate>[0];
const judge = (one: Organisation | null, at: string) => judgeGate(desk([organisation(year)]), one, parseInstant(at)!);

test("a desk without organisations serves everybody", () => {
  expect(judgeGate(desk([]), null, parseInstant("2026-06-01T10:00:00Z")!)).toBe("served");
});

test("where there are organisations, a stranger and an organisation without an agreement are not served", () => {
  expect(judge(null, "2026-06-01T10:00:00Z")).toBe("noOrganisation");
  expect(judge(organisation(null), "2026-06-01T10:00:00Z")).toBe("noAgreement");
});

test.each([
  ["2025-12-31T22:59:59.999Z", "notYet", "the last moment of the day before, in Copenhagen"],
  ["2025-12-31T23:00:00Z", "served", "midnight of the first day in Copenhagen, still the old year in UTC"],
  ["2026-12-31T22:59:59.999Z", "served", "the last moment of the last day"],
  ["2026-12-31T23:00:00Z", "expired", "midnight after the last day"],
])("at %s the agreement of 2026 says %s: %s", (at, verdict) => {
  expect(judge(organisation(year), at)).toBe(verdict);
});
