import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Organisation } from "../../src/domain/desk/organisation.ts";
import { judgeOrganisation } from "../../src/domain/releases/judge-organisation.ts";
import { type PlanFacts, planNotices } from "../../src/domain/releases/plan-notices.ts";
import type { Release } from "../../src/domain/releases/release.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { testDesk } from "../support/test-desk.ts";

const { desk } = testDesk();
const AT = instant(Date.UTC(2026, 10, 24, 12));
const RELEASE: Release = {
  key: "core-5.3",
  module: "core",
  version: "5.3",
  kind: "minor",
  availableOn: "2026-12-01",
  versions: [],
  hosting: null,
  fixes: [1, 2],
  notes: { da: "-", en: "-" },
};
// Few names in any case: the same one turns up as contact of several, as reporter, and both.
const address = fc.constantFrom(
  "a@one.example",
  "A@one.example",
  "b@one.example",
  "b@two.example",
  "B@TWO.example",
  "c@three.example",
  "d@none.example",
  "no address",
);
const organisation = (id: string) =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id),
    domains: fc.constant([`${id}.example`]),
    contacts: fc.array(
      address.map((one) => one.toLowerCase()),
      { maxLength: 3 },
    ),
    hosting: fc.constantFrom("vendor" as const, "customer" as const),
    agreement: fc.constantFrom(
      { from: "2026-01-01", to: "2027-12-31", calendar: null, renewalMonths: null },
      { from: "2020-01-01", to: "2020-12-31", calendar: null, renewalMonths: null },
      null,
    ),
    accountManager: fc.constant(null),
    installed: fc.array(
      fc.record({ module: fc.constantFrom("core", "reports"), version: fc.constantFrom("5.2", "5.3") }),
      { maxLength: 2 },
    ),
    templates: fc.constant(null),
  }) as fc.Arbitrary<Organisation>;
const facts = fc
  .record({
    organisations: fc.tuple(organisation("one"), organisation("two"), organisation("three")),
    reporters: fc.array(
      fc.record({
        address,
        organisation: fc.constantFrom("one", "two", "gone", null),
        errors: fc.uniqueArray(fc.constantFrom(1, 2), { minLength: 1 }),
      }),
      { maxLength: 6 },
    ),
    suppressed: fc.subarray(["a@one.example", "b@two.example"]),
  })
  .map(
    ({ organisations, reporters, suppressed }): PlanFacts => ({
      desk: { desk, organisations },
      at: AT,
      reporters,
      languageOf: () => "da",
      suppressed: new Set(suppressed),
    }),
  );

test("each address stands once, every contact of an affected organisation and every reporter is among them, and nobody else", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { notices } = planNotices(RELEASE, given);
      const addresses = notices.map((one) => one.address);
      const affected = given.desk.organisations.filter(
        (one) => judgeOrganisation(RELEASE, one, given.desk, AT) === null,
      );
      const wanted = [...affected.flatMap(({ contacts }) => contacts), ...given.reporters.map((one) => one.address)];
      expect(addresses).toEqual([...new Set(wanted.map((one) => one.toLowerCase()))].sort());
    }),
    { numRuns: 1_000 },
  );
});

/** The organisation that an address says it is of, as the test sees it. */
function ownOf(organisations: readonly Organisation[], one: string): Organisation | undefined {
  const domain = one.slice(one.indexOf("@") + 1);
  return (
    organisations.find(({ contacts }) => contacts.includes(one)) ??
    organisations.find(({ domains }) => domains.includes(domain))
  );
}

test("nobody who only reported is told where their organisation has no valid agreement, and everybody where it has", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const reporters = planNotices(RELEASE, given).notices.filter((one) => one.organisations.length === 0);
      for (const { address: one, leftOut } of reporters) {
        const own = ownOf(given.desk.organisations, one);
        const isMailed = one !== "no address" && !given.suppressed.has(one);
        if (own !== undefined) expect(leftOut === null).toBe(isMailed && own.agreement?.to === "2027-12-31");
      }
    }),
    { numRuns: 1_000 },
  );
});

test("a notice is for organisations that are told, and for no other", () => {
  fc.assert(
    fc.property(facts, (given) => {
      const { notices, organisations } = planNotices(RELEASE, given);
      const told = organisations.filter(({ reason }) => reason === null).map((one) => one.organisation);
      for (const notice of notices) expect(told).toEqual(expect.arrayContaining([...notice.organisations]));
    }),
    { numRuns: 1_000 },
  );
});
