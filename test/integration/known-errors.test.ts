import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { listKnownErrorsFor } from "../../src/usecases/known-errors/list-known-errors.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";

const ORGANISATIONS = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2099-12-31 }, installed: [{ module: core, version: "5.2" }] }
  - { id: south, name: South Utility, domains: [south.example], hosting: customer, agreement: { from: 2026-01-01, to: 2099-12-31 }, installed: [{ module: core, version: "5.3" }] }
`;
let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
});
beforeEach(async () => {
  await world.afresh();
  await sql`alter table known_error alter column id restart`.execute(world.desk.open.database);
});
afterAll(() => world.close());

const store = () => world.desk.open.unitOfWork.reading.knownErrors;

async function namesFor(organisation: string): Promise<string[]> {
  const { settings, unitOfWork } = world.desk.open;
  const found = settings.desk.organisations.find(({ id }) => id === organisation)!;
  return (await listKnownErrorsFor(unitOfWork.reading, found)).map(({ id, state }) => `${id} ${state}`);
}

async function set(id: number, change: Parameters<ReturnType<typeof store>["change"]>[1]) {
  return await world.desk.open.unitOfWork.transaction(async (stores) =>
    stores.knownErrors.change(id, change, { at: await stores.now(), by: "ops" }),
  );
}

test("an agent records an error, the ticket is linked to it, and its next notice names it", async () => {
  const [confirmation] = await world.say("#fejl ny Indlæsningen stopper module=core version=5.2 hosting=vendor");
  expect(confirmation!.text).toContain("Sagen er knyttet til KE-1: Indlæsningen stopper");
  expect(await store().find(1)).toMatchObject({
    title: "Indlæsningen stopper",
    state: "open",
    modules: [{ module: "core", versions: ["5.2"] }],
    hosting: "vendor",
    createdBy: "agent:one",
    tickets: [{ ref: (await world.ticket()).ref }],
  });
  const notices = await world.customerSays("Det sker stadig.");
  expect(notices.find((one) => one.class === "notification")!.text).toMatch(/KE-1 – Indlæsningen stopper/);
});

test("linking twice, taking off, and taking off what is not linked are each said as they are", async () => {
  await world.say("#error new The import stops");
  const second = await world.opens("Hos os også");
  expect((await world.say("#error KE-1", "one", second))[0]!.text).toContain("Sagen er knyttet til KE-1");
  expect((await world.say("#error KE-1", "one", second))[0]!.text).toContain("Sagen var allerede knyttet til KE-1");
  expect((await store().find(1))!.tickets).toHaveLength(2);
  expect((await world.say("#fejl fjern KE-1", "one", second))[0]!.text).toContain("ikke længere knyttet til KE-1");
  expect((await world.say("#fejl fjern KE-1", "one", second))[0]!.text).toContain("Sagen var ikke knyttet til KE-1");
  expect((await store().find(1))!.tickets).toHaveLength(1);
});

test("an error nobody knows, or one that is known already, undoes the whole mail", async () => {
  await world.say("#error new The import stops");
  for (const [line, said] of [
    ["#error KE-77", "Der er ingen kendt fejl KE-77"],
    ["#error new THE IMPORT STOPS", "allerede kendt som KE-1"],
  ]) {
    const sent = await world.say(`#niveau A\n${line}\n\nHej Mette`);
    expect(sent.map((one) => one.class)).toEqual(["confirmation"]);
    expect(sent[0]!.text).toContain(said);
    expect((await world.ticket()).level).toBe("C");
  }
  expect(await store().list({ limit: 10 })).toHaveLength(1);
});

test("a customer is told of what they reported and of what they have installed, and of no other customer's", async () => {
  await world.say("#error new Reported by north only");
  await world.say("#error new In core 5.3 module=core version=5.3");
  await world.say("#fejl fjern KE-2");
  await world.say("#error new In all of core module=core");
  await world.say("#error new Where customers host module=core hosting=customer");
  await world.say("#fejl fjern KE-4");
  expect(await namesFor("north")).toEqual(["KE-3 open", "KE-1 open"]);
  expect(await namesFor("south")).toEqual(["KE-4 open", "KE-3 open", "KE-2 open"]);
  await set(1, { state: "fixed" });
  await set(2, { state: "fixed" });
  await set(3, { state: "withdrawn" });
  expect(await namesFor("north")).toEqual([]);
  expect(await namesFor("south")).toEqual(["KE-4 open", "KE-2 fixed"]);
});

test("STATUS tells a proved requester the known errors of their organisation, and nobody else's", async () => {
  await world.say("#error new Kun hos north");
  await world.say("#error new I core 5.3 module=core version=5.3");
  await world.say("#fejl fjern KE-2");
  await set(2, { state: "fixed" });
  const ask = async (from: string) => {
    const domain = from.slice(from.indexOf("@") + 1);
    const [answer] = await world.files(`Authentication-Results: mx.desk.example; dmarc=pass header.from=${domain}
From: ${from}
To: support@desk.example
Subject: STATUS
Message-ID: <status@${domain}>

`);
    return answer!.text;
  };
  const north = await ask("ida@north.example");
  expect(north).toContain("KE-1: Kun hos north");
  expect(north).not.toMatch(/\bKE-2/);
  const south = await ask("bo@south.example");
  expect(south).toContain("KE-2: I core 5.3 – ");
  expect(south).not.toMatch(/\bKE-1/);
  expect(await ask("nobody@elsewhere.example")).not.toMatch(/\bKE-/);
});

test("what an error was before it was changed stays on record, and no two have one title", async () => {
  await world.say("#error new One\n#error new Two");
  expect(await set(1, { modules: [{ module: "core", versions: ["5.2"] }], state: "fixed" })).toBe(true);
  expect(await set(2, { title: "ONE" })).toBeNull();
  expect(await set(9, { title: "Nine" })).toBe(false);
  const events = await world.desk.open.database.selectFrom("known_error_event").selectAll().execute();
  expect(events).toMatchObject([
    { known_error_id: 1, actor: "ops", data: { before: { state: "open", modules: [] }, change: { state: "fixed" } } },
  ]);
  // A withdrawn one leaves its title to another.
  await set(1, { state: "withdrawn" });
  expect(await set(2, { title: "ONE" })).toBe(true);
});

test("what the log says was installed since has the errors of its version, and those of the former no more", async () => {
  await world.say("#error new In 5.2 module=core version=5.2\n#error new In 5.3 module=core version=5.3");
  for (const id of [1, 2]) await world.say(`#fejl fjern KE-${id}`);
  expect(await namesFor("north")).toEqual(["KE-1 open"]);
  const { unitOfWork } = world.desk.open;
  const { reading } = unitOfWork;
  const release = {
    key: "core-5.3",
    module: "core",
    version: "5.3",
    kind: "minor",
    availableOn: "2026-01-01",
  } as const;
  await importRelease(
    unitOfWork,
    { ...release, versions: [], hosting: null, fixes: [], notes: { da: "-", en: "-" } },
    SYSTEM,
  );
  const { id: releaseId } = (await reading.releases.find("core-5.3"))!;
  const of = { releaseId, at: await reading.now(), module: "core", version: "5.3", text: "core-5.3" };
  await reading.changes.addInstalled({ ...of, organisation: "north" });
  expect(await namesFor("north")).toEqual(["KE-2 open"]);
  expect(await namesFor("south")).toEqual(["KE-2 open"]);
});

test("a module and version are the same ones however an agent wrote them", async () => {
  await world.say("#error new In 5.2 module=Core version=v5.2.0");
  await world.say("#fejl fjern KE-1");
  expect(await namesFor("north")).toEqual(["KE-1 open"]);
});
