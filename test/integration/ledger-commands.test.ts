import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { formatInstant } from "../../src/domain/time/instant.ts";
import { localDateAt } from "../../src/domain/time/local-date-at.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { openTicket, quarantine } from "../support/desk-story.ts";
import { startHttpDesk } from "../support/http-desk.ts";
import { runCli } from "../support/run-cli.ts";
import { TEST_DESK } from "../support/test-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 } }
`;
let world: AgentDesk;
let directory: string;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
  await world.say("#tid 1h30 cause=customer\n#error new The import stops\n#change Ny driver");
  directory = mkdtempSync(join(tmpdir(), "svartid-ledger-"));
  const file = join(directory, "desk.yaml");
  writeFileSync(file, TEST_DESK + ORGANISATIONS);
  environment = { DATABASE_URL: world.desk.open.url, SVARTID_DESK: file };
});

afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

const run = (...words: string[]) => runCli(words, environment);

test("svartid statement prints the month in each format, and says what is wrong with a wrong one", async () => {
  const month = localDateAt(await world.desk.open.unitOfWork.reading.now(), "Europe/Copenhagen").slice(0, 7);
  const ask = ["statement", "--org", "north", "--month"];
  expect(JSON.parse((await run(...ask, month, "--json")).out)).toMatchObject({
    billableMinutes: 0,
    unapprovedMinutes: 90,
    month,
  });
  expect(JSON.parse((await run(...ask, month, "--format", "json")).out)).toMatchObject({ unapprovedMinutes: 90 });
  expect((await run(...ask, month)).out).toMatch(/^month,organisation,.*\r\n.*,90,customer,no,/);
  expect((await run(...ask, month, "--format", "html", "--lang", "en")).out).toMatch(
    /^<!doctype html>\n<html lang="en">/,
  );
  expect(await run(...ask, "november")).toMatchObject({ code: 2, err: expect.stringContaining("such as 2026-11") });
  const unknown = await run("statement", "--org", "nobody", "--month", month);
  expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("there are north") });
});

test("svartid error lists, shows and sets, and svartid change lists", async () => {
  const { ref } = await world.ticket();
  const set = await run(
    "error",
    "set",
    "KE-1",
    "--module",
    "core:5.2,5.3",
    "--hosting",
    "customer",
    "--state",
    "fixed",
    "--json",
  );
  expect(JSON.parse(set.out)).toMatchObject({
    state: "fixed",
    modules: [{ module: "core", versions: ["5.2", "5.3"] }],
  });
  expect(JSON.parse((await run("error", "list", "--state", "fixed", "--json")).out)).toMatchObject([
    { id: "KE-1", tickets: [ref] },
  ]);
  expect((await run("error", "show", "ke-1")).out).toContain("core 5.2+5.3");
  expect(await run("error", "show", "KE-9")).toMatchObject({ code: 1, err: expect.stringContaining("KE-9") });
  expect(await run("error", "set", "KE-1")).toMatchObject({
    code: 1,
    err: expect.stringContaining("nothing is changed"),
  });
  for (const half of ["core:", "core:,", "core:5.2,", "core:5.2,,5.3", ":5.2"]) {
    const fault = await run("error", "set", "KE-1", "--module", half);
    expect(fault).toMatchObject({ code: 1, err: expect.stringContaining("or as core for all versions") });
  }
  expect(JSON.parse((await run("error", "show", "KE-1", "--json")).out).modules[0].versions).toEqual(["5.2", "5.3"]);
  const changes = JSON.parse((await run("change", "list", "--org", "north", "--json")).out);
  expect(changes).toMatchObject([{ ticket: ref, organisation: "north", text: "Ny driver", consent: null }]);
  expect(await run("change", "list", "--org", "south")).toEqual({
    ...{ code: 1, out: "", err: "svartid: there is no organisation south: there are north\n" },
  });
});

test("svartid ticket show lists the time, and --json holds it", async () => {
  const { ref } = await world.ticket();
  expect((await run("ticket", "show", ref)).out).toMatch(/\tone\t90\tcustomer\t0\t90/);
  expect(JSON.parse((await run("ticket", "show", ref, "--json")).out)).toMatchObject({ ref, time: [{ minutes: 90 }] });
});

test("svartid ticket list says which levels there are where it is asked for one that is none", async () => {
  expect((await run("ticket", "list", "--level", "C")).code).toBe(0);
  expect(await run("ticket", "list", "--level", "c")).toEqual({
    ...{ code: 1, out: "", err: "svartid: There is no level c; there are A, B, C, D.\n" },
  });
});

test("the API gives time, known errors and changes as they are documented", async () => {
  const desk = await startHttpDesk();
  try {
    const key = await desk.createKey("read");
    const ticketId = await openTicket(desk, { ref: "SV-7K3M9-2" });
    const inboundEmailId = await quarantine(desk.db, { from: "one@desk.example", subject: "Time", why: "test" });
    const at = await desk.stores.now();
    const made = { ticketId, at, agent: "one", text: "Ryddet op", inboundEmailId, messageId: null, line: 1 };
    const entry = await desk.stores.time.add({
      ...{ ...made, minutes: 90, cause: "customer", billable: true, reason: "foreign-fault" },
      ...{ service: null, coverage: "unknown" },
    });
    await desk.stores.time.charge([
      { entryId: entry!, counterEntryId: null, approvalId: null, billed: 60, takenBack: 0, at },
    ]);
    const error = await desk.stores.knownErrors.create({
      title: "Stops",
      modules: [],
      hosting: null,
      at,
      by: "agent:one",
    });
    await desk.stores.knownErrors.link(error!, ticketId, at);
    await desk.stores.changes.add({ ...made, organisation: "north", module: null, version: null, approvalId: null });
    const get = async (path: string) => await (await desk.get(`/api/v1/${path}`, { key })).json();
    expect(await get("tickets/sv-7k3m9-2/time")).toMatchObject({
      items: [
        {
          at: formatInstant(at),
          minutes: 90,
          billable: true,
          billableMinutes: 60,
          unapprovedMinutes: 30,
          approvals: [],
          reason: { da: expect.any(String) },
          messageId: null,
        },
      ],
      next: null,
    });
    expect((await desk.get("/api/v1/tickets/SV-AAAAA-A/time", { key })).status).toBe(404);
    expect(await get("known-errors?state=open")).toMatchObject({
      items: [{ id: `KE-${error}`, tickets: ["SV-7K3M9-2"] }],
    });
    expect(await get("known-errors?state=fixed")).toEqual({ items: [], next: null });
    expect(await get("changes?organisation=north")).toMatchObject({
      items: [{ organisation: "north", ticket: "SV-7K3M9-2", consent: null, message: inboundEmailId }],
    });
    expect(await get("changes?organisation=south")).toEqual({ items: [], next: null });
  } finally {
    await desk.close();
  }
});
