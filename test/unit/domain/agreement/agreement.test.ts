import { expect, test } from "@jest/globals";
import { coverageOf } from "../../../../src/domain/agreement/coverage-of.ts";
import { findOrganisation } from "../../../../src/domain/agreement/find-organisation.ts";
import { responsibleFor } from "../../../../src/domain/agreement/responsible-for.ts";
import type { Activity, Service } from "../../../../src/domain/desk/desk.ts";
import type { Organisation } from "../../../../src/domain/desk/organisation.ts";

const name = { da: "n", en: "n" };
const organisation = (id: string, domains: string[], contacts: string[] = []): Organisation => ({
  id,
  name: id,
  domains,
  contacts,
  hosting: "vendor",
  agreement: null,
  accountManager: null,
  installed: [],
  templates: null,
});
const desk = {
  organisations: [
    organisation("north", ["north.example"]),
    organisation("west", ["west.example"], ["kim@north.example"]),
    organisation("south", ["xn--fde-0na.example"]),
  ],
};

test.each([
  ["it@north.example", "north"],
  ["IT@North.Example", "north"],
  ["kim@north.example", "west"],
  ["it@sub.north.example", undefined],
  ["it@evilnorth.example", undefined],
  ["ida@Føde.example", "south"],
  ["", undefined],
])("%j writes for %s", (address, id) => {
  expect(findOrganisation(desk, address)?.id).toBe(id);
});

test("coverage depends on who hosts, and is unknown while service or hosting is", () => {
  const service: Service = { name, note: null, procedure: null, coverage: { vendor: "included", customer: "addon" } };
  expect(coverageOf(service, "vendor")).toBe("included");
  expect(coverageOf(service, "customer")).toBe("addon");
  expect(coverageOf(null, "vendor")).toBe("unknown");
  expect(coverageOf(service, null)).toBe("unknown");
});

test("the accountable party is responsible, and the vendor while no activity is decided", () => {
  const activity: Activity = {
    ...{ name, note: null, procedure: null, toCustomer: null, team: null, accountable: null, inform: "requester" },
    ...{ customer: ["A", "R"], vendor: ["I", "S"] },
  };
  expect(responsibleFor(activity)).toBe("customer");
  expect(responsibleFor({ ...activity, customer: ["I"], vendor: ["A", "R"] })).toBe("vendor");
  expect(responsibleFor(null)).toBe("vendor");
});
