import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { storedOrganisationFaults } from "../../src/desk/stored-organisation-faults.ts";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { adoptOrganisations } from "../../src/usecases/clock/adopt-desk.ts";
import { organisationReadiness } from "../../src/usecases/organisations/organisation-readiness.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { runCli } from "../support/run-cli.ts";
import { silentLog } from "../support/silent-log.ts";
import { TEST_DESK } from "../support/test-desk.ts";

const SOUTH = `
organisations:
  - { id: south, name: South, domains: [south.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2099-12-31 } }
`;
const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const daily = (span: string) => `{ zone: UTC, hours: { ${DAYS.map((day) => `${day}: [[${span}]]`).join(", ")} } }`;
const CALENDARS = `calendars:
  office: ${daily('"08:00", "16:00"')}
  always: ${daily('"00:00", "24:00"')}
`;
const DESK = SOUTH + CALENDARS;
const HEADER = "id,name,hosting,domains,accountManager,from,to,calendar\n";
const NORTH = "north,North Utility,customer,north.example,two,2020-01-01,2099-12-31,\n";

let world: AgentDesk;
let directory: string;

beforeEach(async () => {
  world = await openAgentDesk(0, DESK);
  directory = mkdtempSync(join(tmpdir(), "svartid-organisations-"));
  writeFileSync(join(directory, "desk.yaml"), TEST_DESK + DESK);
});
afterEach(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const stores = () => world.desk.open.unitOfWork.reading;
const clocksOf = ({ id }: { id: number }) => stores().clocks.listForTicket(id);

// Another process: with connections, and a memory, of its own.
function run(...words: string[]) {
  const environment = { DATABASE_URL: world.desk.open.url, SVARTID_DESK: join(directory, "desk.yaml") };
  return runCli(words, environment, directory);
}

async function importCsv(csv: string, ...options: string[]) {
  writeFileSync(join(directory, "customers.csv"), csv);
  return await run("organisation", "import", "customers.csv", ...options);
}

test("a running desk knows an imported organisation with the next mail, and its changes and its end with those after", async () => {
  expect(await world.opens("Systemet virker ikke", "mette@north.example")).toMatchObject({ organisation: null });
  expect((await importCsv(HEADER + NORTH)).out).toBe("1 new, 0 changed, 0 as they were (north).\n");
  const ticket = await world.opens("Systemet virker stadig ikke", "mette@north.example", "n1");
  expect(ticket).toMatchObject({ organisation: "north", hosting: "customer", state: "new" });
  expect(await clocksOf(ticket)).toMatchObject([{ state: "running" }]);
  await importCsv("id,to\nnorth,2020-12-31\n");
  const late = await world.opens("Hvad nu?", "mette@north.example", "n2");
  expect(late).toMatchObject({ organisation: "north", state: "waiting" });
  expect((await run("organisation", "remove", "north")).code).toBe(0);
  expect(await world.opens("Og nu?", "mette@north.example", "n3")).toMatchObject({ organisation: null });
});

test("a dry run says what would be done and does nothing; a second import does nothing", async () => {
  expect(await importCsv(HEADER + NORTH, "--dry-run")).toMatchObject({
    code: 0,
    out: "Nothing was stored. It would be: 1 new, 0 changed, 0 as they were (north).\n",
  });
  expect(await stores().organisations.list()).toEqual([]);
  await importCsv(HEADER + NORTH);
  expect(JSON.parse((await importCsv(HEADER + NORTH, "--json")).out)).toEqual({
    dryRun: false,
    created: [],
    changed: [],
    same: 1,
  });
  expect(await stores().organisations.listEvents("north")).toHaveLength(1);
  expect((await importCsv((await run("organisation", "export")).out)).out).toContain(
    "0 new, 0 changed, 1 as they were",
  );
});

test("of a file with a fault nothing is stored, and each fault is told with its line, column and mend", async () => {
  const csv = `${HEADER + NORTH}west,West,cloud,gmail.com,,,,\nsouth,S,vendor,x.example,,,,\n`;
  const refused = await importCsv(csv);
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err.split("\n")).toEqual([
    "svartid: customers.csv is not right, and nothing was stored",
    '  customers.csv:3:11 hosting: "cloud" is not one of vendor, customer',
    expect.stringContaining(
      "  customers.csv:3:17 domains: everybody can have an address under gmail.com; list the whole",
    ),
    expect.stringContaining("  customers.csv:4:1 id: south stands in desk.yaml, which goes before; change it there"),
    "",
  ]);
  expect(await stores().organisations.list()).toEqual([]);
  writeFileSync(join(directory, "latin.csv"), Buffer.from([0x69, 0x64, 0x0a, 0xe6, 0x0a]));
  expect((await run("organisation", "import", "latin.csv")).err).toContain('not UTF-8: save it as "CSV UTF-8"');
  expect((await run("organisation", "import", "gone.csv")).err).toContain("gone.csv cannot be read (ENOENT)");
});

test("every change is on record with who, when, before and after", async () => {
  await importCsv(HEADER + NORTH);
  await importCsv("id,name\nnorth,North A/S\n");
  await run("organisation", "remove", "north");
  const events = await stores().organisations.listEvents("north");
  expect(events).toMatchObject([
    { type: "created", actor: "ops", before: null, after: { name: "North Utility" } },
    { type: "changed", actor: "ops", before: { name: "North Utility" }, after: { name: "North A/S" } },
    { type: "removed", actor: "ops", before: { name: "North A/S" }, after: null },
  ]);
  await importCsv(HEADER + NORTH);
  const shown = await run("organisation", "show", "north");
  expect(shown.out).toMatch(/agreement\s+2020-01-01 to 2099-12-31/);
  expect(shown.out).toMatch(/ops\s+changed\s+name/);
  expect(JSON.parse((await run("organisation", "list", "--json")).out)).toMatchObject([
    { id: "north", source: "stored", gate: "served" },
    { id: "south", source: "desk.yaml", version: null },
  ]);
});

test("two imports at once that want one domain: one has it, the other is told who", async () => {
  const { unitOfWork, settings } = world.desk.open;
  const { changeOrganisations } = await import("../../src/usecases/organisations/change-organisations.ts");
  const { judgeOrganisations } = await import("../../src/desk/judge-organisations.ts");
  const put = (id: string) =>
    unitOfWork.transaction((inside) =>
      changeOrganisations(inside, {
        judge: (stored) => {
          const written = [{ id, name: id, hosting: "vendor", domains: ["wanted.example"] }];
          const judged = judgeOrganisations(settings.desk, stored, written);
          return judged.ok ? judged : { ok: false, faults: judged.findings };
        },
        actor: "ops",
        by: SYSTEM,
        isDryRun: false,
      }),
    );
  const results = await Promise.all(["one", "two", "three"].map(put));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await stores().organisations.list()).toHaveLength(1);
});

test("a change that is rolled back is never taken for one that was made after it", async () => {
  const { unitOfWork } = world.desk.open;
  await importCsv(`${HEADER}east,East Utility,customer,east.example,two,2020-01-01,2099-12-31,\n`);
  const { version: before } = await stores().organisations.readVersions();
  const failed = unitOfWork.transaction(async ({ organisations }) => {
    await organisations.beginChange();
    throw new Error("rolled back");
  });
  await expect(failed).rejects.toThrow("rolled back");
  await importCsv(HEADER + NORTH);
  const { version } = await stores().organisations.readVersions();
  expect(version).toBe(before + 2);
});

test("the clocks of an organisation follow the calendar of its changed agreement, once, and no others", async () => {
  await importCsv(HEADER + NORTH);
  const ours = await world.opens("Systemet virker ikke", "mette@north.example", "n1");
  const others = await world.opens("Systemet virker ikke", "bo@south.example", "s1");
  const [before, untouched] = [(await clocksOf(ours))[0]!, (await clocksOf(others))[0]!];
  const { unitOfWork, clock: context } = world.desk.open;
  const adopt = () => adoptOrganisations({ unitOfWork, context, log: silentLog });
  expect(await adopt()).toEqual({ calendars: 0, ladders: 0, failed: 0 });
  await importCsv("id,calendar\nnorth,always\n");
  expect(await adopt()).toEqual({ calendars: 1, ladders: 0, failed: 0 });
  expect(await adopt()).toBeNull();
  expect(await clocksOf(ours)).toMatchObject([{ id: before.id, calendar: "always" }]);
  expect(await clocksOf(others)).toEqual([untouched]);
});

test("a desk file that was changed after an import is told of by readiness and by show, and the rest stays in force", async () => {
  await importCsv(HEADER + NORTH);
  const { settings, unitOfWork } = world.desk.open;
  const changed = { ...settings.desk, agents: { one: settings.desk.agents.one! } };
  const ready = (desk: typeof settings.desk) =>
    organisationReadiness(unitOfWork.reading, (stored) => storedOrganisationFaults(desk, stored)).look();
  expect(await ready(settings.desk)).toEqual([]);
  expect(await ready(changed)).toMatchObject([
    { ok: true, detail: expect.stringContaining('north accountManager: "two" is not an agent of this desk') },
  ]);
  writeFileSync(
    join(directory, "desk.yaml"),
    TEST_DESK.replace("members: [one, two]", "members: [one]").replace(/ {2}two:.*\n/, "") + DESK,
  );
  expect((await run("organisation", "show", "north")).out).toContain("It does not fit desk.yaml: north accountManager");
  expect((await run("report", "sla", "--month", "2026-11", "--org", "north")).code).toBe(0);
  expect((await run("statement", "--org", "north", "--month", "2026-11")).code).toBe(0);
  expect((await run("statement", "--org", "nobody", "--month", "2026-11")).err).toContain("there are south, north");
});
