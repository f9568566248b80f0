import { expect, test } from "@jest/globals";
import type { Organisation } from "../../../../src/domain/desk/organisation.ts";
import { judgeOrganisation } from "../../../../src/domain/releases/judge-organisation.ts";
import type { Release } from "../../../../src/domain/releases/release.ts";
import { instant } from "../../../../src/domain/time/instant.ts";
import { testDesk } from "../../../support/test-desk.ts";

const { desk } = testDesk();
const NOW = instant(Date.UTC(2026, 10, 24, 12));
const release: Release = {
  key: "core-5.3",
  module: "core",
  version: "5.3",
  kind: "minor",
  availableOn: "2026-12-01",
  versions: [],
  hosting: null,
  fixes: [],
  notes: { da: "-", en: "-" },
};
const north: Organisation = {
  id: "north",
  name: "North",
  domains: [],
  contacts: ["it@north.example"],
  hosting: "vendor",
  agreement: { from: "2026-01-01", to: "2027-12-31", calendar: null, renewalMonths: null },
  accountManager: null,
  installed: [{ module: "core", version: "5.2" }],
  templates: null,
};

function judge(organisation: Partial<Organisation>, about: Partial<Release> = {}) {
  const whole = { ...north, ...organisation };
  return judgeOrganisation({ ...release, ...about }, whole, { desk, organisations: [whole] }, NOW);
}

test("an organisation with an older version, contacts and an agreement is told", () => {
  expect(judge({})).toBeNull();
});

test("a module is the same one in other letters, as an agent's line in the log may have it", () => {
  expect(judge({ installed: [{ module: "Core", version: "5.2" }] })).toBeNull();
});

test.each<[string, Partial<Organisation>, Partial<Release>, string | null]>([
  ["without the module", { installed: [{ module: "reports", version: "5.2" }] }, {}, "not-installed"],
  ["with nothing installed", { installed: [] }, {}, "not-installed"],
  ["with this very version", { installed: [{ module: "core", version: "5.3" }] }, {}, "has-version"],
  ["with a newer one", { installed: [{ module: "core", version: "5.10" }] }, {}, "has-version"],
  [
    "with an older and a newer one",
    {
      installed: [
        { module: "core", version: "5.10" },
        { module: "core", version: "5.2" },
      ],
    },
    {},
    null,
  ],
  ["with an old one that the release is not for", {}, { versions: ["5.1"] }, "other-version"],
  ["with the one that it is for", {}, { versions: ["5.2"] }, null],
  ["with the one that it is for, written otherwise", {}, { versions: ["v5.2.0"] }, null],
  ["that hosts otherwise", {}, { hosting: "customer" }, "other-hosting"],
  ["that hosts so", {}, { hosting: "vendor" }, null],
  ["without an agreement", { agreement: null }, {}, "no-agreement"],
  [
    "whose agreement is over",
    { agreement: { from: "2025-01-01", to: "2026-11-23", calendar: null, renewalMonths: null } },
    {},
    "agreement-ended",
  ],
  [
    "whose agreement ends today, before the release",
    { agreement: { from: "2025-01-01", to: "2026-11-24", calendar: null, renewalMonths: null } },
    {},
    "agreement-ended",
  ],
  [
    "whose agreement ends today, and the release was yesterday",
    { agreement: { from: "2025-01-01", to: "2026-11-24", calendar: null, renewalMonths: null } },
    { availableOn: "2026-11-23" },
    null,
  ],
  [
    "whose agreement begins with the release, not today",
    { agreement: { from: "2026-12-01", to: "2027-11-24", calendar: null, renewalMonths: null } },
    {},
    "agreement-not-begun",
  ],
  ["without contacts", { contacts: [] }, {}, "no-contacts"],
])("one %s: %#", (_, organisation, about, reason) => {
  expect(judge(organisation, about)).toBe(reason);
});
