import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { judgeOrganisations } from "../../../src/desk/judge-organisations.ts";
import { readOrganisationRows } from "../../../src/desk/read-organisation-rows.ts";
import { storedOrganisationFaults } from "../../../src/desk/stored-organisation-faults.ts";
import { ORGANISATION_COLUMNS, organisationCells } from "../../../src/domain/agreement/organisation-columns.ts";
import { writeCsv } from "../../../src/domain/csv/write-csv.ts";
import type { Organisation } from "../../../src/domain/desk/organisation.ts";
import { testDesk } from "../../support/test-desk.ts";

const DESK = testDesk(`
organisations: [{ id: south, name: South, domains: [south.example], contacts: [bo@gmail.com], hosting: vendor }]
`);
const EAST: Organisation = {
  id: "east",
  name: "East",
  domains: ["east.example"],
  contacts: ["kim@hotmail.com"],
  hosting: "customer",
  agreement: { from: "2026-01-01", to: "2026-12-31", renewalMonths: 12, calendar: "office" },
  accountManager: "two",
  installed: [{ module: "core", version: "5.2" }],
  templates: null,
};
const NAMES = ORGANISATION_COLUMNS.join(",");

/** `line:column name: message` of each fault, in the order of the file; or the organisations. */
function read(csv: string, stored: readonly Organisation[] = [EAST]): readonly Organisation[] | string[] {
  const file = readOrganisationRows(csv);
  const text = (fault: { line: number; column: number; name: string; message: string }) =>
    `${fault.line}:${fault.column} ${fault.name}: ${fault.message}`;
  if (!file.ok) return file.faults.map(text);
  const judged = judgeOrganisations(
    DESK,
    stored,
    file.rows.map((row) => row.write(stored)),
  );
  if (judged.ok) return judged.organisations;
  return judged.findings.map(({ index, path, message }) => text({ ...file.rows[index]!.locate(path), message }));
}

describe("every fault is told with its cell and how to mend it", () => {
  const row = (cells: Partial<Record<(typeof ORGANISATION_COLUMNS)[number], string>>) =>
    `${NAMES}\n${ORGANISATION_COLUMNS.map((column) => ({ id: "north", name: "N", hosting: "vendor", domains: "north.example", ...cells })[column] ?? "").join(",")}\n`;

  test.each([
    ["no name", { name: "" }, "2:7 name: name is missing; give text on one line; put a number in quotes"],
    ["no id", { id: "" }, "2:1 id: id is missing; give an id"],
    ["an id that is none", { id: "1x" }, '2:1 id: "1x" is not an id of letters, digits and dashes, a letter first'],
    ["another hosting", { hosting: "cloud" }, '2:9 hosting: "cloud" is not one of vendor, customer'],
    ["no hosting", { hosting: "" }, "2:9 hosting: hosting is missing; give one of vendor, customer"],
    ["a domain that is none", { domains: "north" + "_x.example" }, '2:16 domains: "north_x.example" is not a domain'],
    [
      "a public domain",
      { domains: "ok.example mail.dk" },
      "2:16 domains: everybody can have an address under mail.dk; list the whole",
    ],
    [
      "a domain of desk.yaml",
      { domains: "South.example" },
      "2:16 domains: the domain south.example belongs to organisation south already",
    ],
    [
      "a domain of another that is stored",
      { domains: "east.example" },
      "2:16 domains: the domain east.example belongs to organisation east already",
    ],
    [
      "a contact of desk.yaml",
      { contacts: "BO@gmail.com" },
      "2:30 contacts: the contact bo@gmail.com belongs to organisation south already",
    ],
    ["an address that is none", { contacts: "bo" }, '2:30 contacts: "bo" is not an email address'],
    ["nobody to write", { domains: "" }, "2:1 id: nobody can write for north; give it domains or contacts"],
    [
      "an unknown account manager",
      { accountManager: "tow" },
      '2:31 accountManager: "tow" is not an agent of this desk; known are one, two',
    ],
    ["an agreement without its end", { from: "2026-01-01" }, "2:43 to: to is missing; give a date such as 2026-12-31"],
    [
      "a day that does not exist",
      { from: "2026-02-30", to: "2026-12-31" },
      "2:32 from: 2026-02-30 is not a day of the calendar",
    ],
    [
      "a date written otherwise",
      { from: "31-12-2026", to: "2026-12-31" },
      '2:32 from: "31-12-2026" is not a date such as 2026-12-31',
    ],
    [
      "an end before the beginning",
      { from: "2026-02-01", to: "2026-01-01" },
      "2:43 to: the agreement ends on 2026-01-01, before it begins",
    ],
    [
      "a renewal that is none",
      { from: "2026-01-01", to: "2026-12-31", renewalMonths: "yearly" },
      '2:54 renewalMonths: "yearly" is not a whole number from 1 to 120',
    ],
    [
      "a renewal of nothing",
      { from: "2026-01-01", to: "2026-12-31", renewalMonths: "0" },
      "2:54 renewalMonths: 0 is not a whole number from 1 to 120",
    ],
    [
      "an unknown calendar",
      { from: "2026-01-01", to: "2026-12-31", calendar: "offce" },
      '2:55 calendar: "offce" is not a calendar of this desk (did you mean office?)',
    ],
    ["a name of two lines", { name: '"N\nm"' }, '2:7 name: "N\\nm" is not text on one line'],
    ["a module without a version", { installed: "core" }, "2:36 installed: version is missing"],
    ["one of desk.yaml", { id: "south" }, "2:1 id: south stands in desk.yaml, which goes before; change it there"],
    ["one of desk.yaml in other letters", { id: "South" }, "2:1 id: South stands in desk.yaml, which goes before"],
    [
      "one that is stored in other letters",
      { id: "EAST", domains: "x.example" },
      "2:1 id: the id east belongs to organisation east already",
    ],
  ])("%s", (_case, cells, fault) => {
    expect(read(row(cells))[0]).toContain(fault);
    expect(read(row(cells))).toHaveLength(1);
  });

  test.each([
    [
      "a column nobody knows",
      "id,nmae\nx,y\n",
      '1:4 : there is no column "nmae" (did you mean name?); the columns are id, name',
    ],
    ["a column twice", "id,name,Name\nx,y,z\n", "1:9 name: this column stands twice; take one out"],
    ["no id", "name\nx\n", "1:1 id: there is no column id"],
    ["no row", "id,name\n", "2:1 : no organisation stands below"],
    ["no file", "", "1:1 id: there is no column id"],
    ["a row too short", "id,name\nx\n", "2:1 : this row has 1 cells and the first one 2"],
    ["an open quote", 'id,name\nx,"y\n', "2:3 : the quote that opens here is never closed"],
  ])("%s", (_case, csv, fault) => {
    expect(read(csv)[0]).toContain(fault);
  });

  test("all of them at once, and of two rows with one id the second", () => {
    const csv = "id,name,hosting,domains\nnorth,N,cloud,gmail.com\nwest,,vendor,w.example\nwest,W,vendor,v.example\n";
    expect(read(csv)).toEqual([
      expect.stringContaining("2:9 hosting"),
      expect.stringContaining("2:15 domains: everybody"),
      expect.stringContaining("3:6 name: name is missing"),
      expect.stringContaining("4:1 id: the id west belongs to organisation west already"),
    ]);
  });
});

describe("a row is laid over what is stored", () => {
  test("a column that is left out keeps it, an empty cell clears it", () => {
    expect(read("id,to,contacts\neast,2027-12-31,\n")).toEqual([
      { ...EAST, contacts: [], agreement: { ...EAST.agreement, to: "2027-12-31" } },
    ]);
  });

  test("an agreement with all its cells empty is none", () => {
    expect(read("id,from,to,renewalMonths,calendar\neast,,,,\n")).toEqual([{ ...EAST, agreement: null }]);
  });

  test("levels and ladder of an agreement have no column: they are kept with it, and go with it", () => {
    const to = [{ kind: "role", role: "lead" } as const, { kind: "address", address: "x@desk.example" } as const];
    const ladder = [{ atMinutes: -90, to }];
    const terms = {
      firstResponseMinutes: 90,
      nextResponseMinutes: 5,
      resolutionMinutes: 6000,
      calendar: "office",
      ladder,
    };
    const agreement = { ...EAST.agreement!, levels: { A: terms, B: {} }, ladder };
    const before = { ...EAST, agreement };
    expect(read("id,to\neast,2027-12-31\n", [before])).toEqual([
      { ...before, agreement: { ...agreement, to: "2027-12-31" } },
    ]);
    expect(read("id,from,to,renewalMonths,calendar\neast,,,,\n", [before])).toEqual([{ ...before, agreement: null }]);
  });

  test("two may change domains in one file", () => {
    const west: Organisation = { ...EAST, id: "west", domains: ["west.example"], contacts: [] };
    const changed = read("id,domains\neast,west.example\nwest,east.example\n", [EAST, west]);
    expect(changed).toMatchObject([{ domains: ["west.example"] }, { domains: ["east.example"] }]);
  });
});

test("whatever is exported is imported as it was", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);
  const text = fc
    .string({ minLength: 1, maxLength: 20 })
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const plain = text.filter((one) => !/[;:]/.test(one));
  const organisation = fc.record({
    id: word.map((one) => `o-${one}`),
    name: text,
    domains: fc.uniqueArray(
      word.map((one) => `${one}.example`),
      { maxLength: 3 },
    ),
    contacts: fc.uniqueArray(
      word.map((one) => `${one}@gmail.com`),
      { minLength: 1, maxLength: 2 },
    ),
    hosting: fc.constantFrom("vendor" as const, "customer" as const),
    agreement: fc.option(
      fc.record({
        from: fc.constantFrom("2025-01-01", "2026-06-30"),
        to: fc.constantFrom("2026-12-31", "2028-02-29"),
        renewalMonths: fc.option(fc.integer({ min: 1, max: 120 })),
        calendar: fc.constantFrom("office", null),
      }),
    ),
    accountManager: fc.constantFrom("one", null),
    installed: fc.array(fc.record({ module: plain, version: plain }), { maxLength: 3 }),
    templates: fc.constant(null),
  });
  fc.assert(
    fc.property(organisation, organisation, (one, other) => {
      const written = [
        { ...one, id: "o-1" },
        { ...other, id: "o-2", domains: [], contacts: ["x@yahoo.com"] },
      ];
      const csv = writeCsv([[...ORGANISATION_COLUMNS], ...written.map(organisationCells)]);
      expect(read(csv, [])).toEqual(written);
      expect(read(csv, written)).toEqual(written);
    }),
  );
});

test("what is stored and fits the desk file no more is told, each with its organisation", () => {
  const gone = { ...EAST, accountManager: "three", agreement: { ...EAST.agreement!, calendar: "old" } };
  expect(storedOrganisationFaults(DESK, [EAST])).toEqual([]);
  const to = [{ kind: "webhook", name: "chat" } as const];
  const promising = { levels: { Z: {}, A: { calendar: "old" } }, ladder: [{ atMinutes: 0, to }] };
  expect(storedOrganisationFaults(DESK, [{ ...EAST, agreement: { ...EAST.agreement!, ...promising } }])).toEqual([
    expect.stringContaining('east agreement.levels.Z: "Z" is not a level of this desk'),
    expect.stringContaining('east agreement.levels.A.calendar: "old" is not a calendar of this desk'),
    expect.stringContaining('east agreement.ladder[0].to[0]: "chat" is not a webhook of this desk'),
  ]);
  expect(
    storedOrganisationFaults(DESK, [gone, { ...EAST, id: "south", domains: ["south.example"], contacts: [] }]),
  ).toEqual([
    expect.stringContaining('east accountManager: "three" is not an agent of this desk'),
    expect.stringContaining('east agreement.calendar: "old" is not a calendar of this desk'),
    expect.stringContaining("south id: south stands in desk.yaml"),
    expect.stringContaining("south domains[0]: the domain south.example belongs to organisation south already"),
  ]);
});
