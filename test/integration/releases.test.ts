import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import type { Release } from "../../src/domain/releases/release.ts";
import { followReleases } from "../../src/usecases/releases/follow-releases.ts";
import { importRelease } from "../../src/usecases/releases/import-release.ts";
import { planRelease } from "../../src/usecases/releases/plan-release.ts";
import { presentNotice, showRelease } from "../../src/usecases/releases/present-release.ts";
import { publishRelease } from "../../src/usecases/releases/publish-release.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { bounceOf } from "../support/bounce-of.ts";
import { findLeaks } from "../support/canaries.ts";
import { until } from "../support/until.ts";

const FROM_TO = "from: 2026-01-01, to: 2099-12-31";
const ORGANISATIONS = `
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { ${FROM_TO} }, installed: [{ module: core, version: "5.2" }], contacts: [it@north.example, boss@shared.example] }
  - { id: south, name: South Utility, domains: [south.example], hosting: customer, agreement: { ${FROM_TO} }, installed: [{ module: core, version: "5.2" }], contacts: [drift@south.example] }
  - { id: west, name: West Utility, domains: [west.example], hosting: vendor, agreement: { from: 2020-01-01, to: 2020-12-31 }, installed: [{ module: core, version: "5.2" }], contacts: [it@west.example] }
  - { id: newer, name: Newer, domains: [newer.example], hosting: vendor, agreement: { ${FROM_TO} }, installed: [{ module: core, version: "5.3" }], contacts: [it@newer.example] }
  - { id: other, name: Other, domains: [other.example], hosting: vendor, agreement: { ${FROM_TO} }, installed: [{ module: reports, version: "1" }], contacts: [it@other.example] }
`;
const RELEASE: Release = {
  key: "core-5.3",
  module: "core",
  version: "5.3",
  kind: "minor",
  availableOn: "2099-12-01",
  versions: [],
  hosting: null,
  fixes: [1],
  notes: { da: "- Indlæsningen **fortsætter**.", en: "- The import **goes on**." },
};

let world: AgentDesk;

beforeAll(async () => {
  world = await openAgentDesk(0, ORGANISATIONS);
});
beforeEach(async () => {
  await world.afresh();
  await sql`alter table known_error alter column id restart`.execute(world.desk.open.database);
});
afterAll(() => world.close());

const stores = () => world.desk.open.unitOfWork.reading;
const deps = () => ({ unitOfWork: world.desk.open.unitOfWork, context: world.desk.open.filing.context });
const publish = (key = "core-5.3") => publishRelease(deps(), key, SYSTEM);
const save = (change: Partial<Release> = {}) =>
  importRelease(world.desk.open.unitOfWork, { ...RELEASE, ...change }, SYSTEM);

async function recordError(): Promise<void> {
  await world.say("#error new Indlæsningen stopper module=core version=5.2");
}

/** Every notice of a release, by address, as its bytes in the outbox. */
async function mails(): Promise<Map<string, { raw: string; text: string }>> {
  const rows = (await stores().outbox.list({ limit: 500 })).filter((row) => row.class === "release");
  const found = new Map<string, { raw: string; text: string }>();
  for (const { id, recipients } of rows) {
    const { text } = await world.read(id);
    const raw = Buffer.from((await stores().outbox.find(id))!.bytes).toString("latin1");
    for (const { address } of recipients) {
      expect(found.has(address)).toBe(false);
      found.set(address, { raw, text });
    }
  }
  return found;
}

async function states(key = "core-5.3"): Promise<Record<string, string>> {
  const release = (await stores().releases.find(key))!;
  const notices = (await stores().releases.listDeliveries(release.id)).map(presentNotice);
  return Object.fromEntries(notices.map((one) => [one.address, one.leftOut ?? one.state]));
}

test("exactly the affected organisations' contacts and the reporters are told, each in one mail of their own language", async () => {
  await recordError();
  const english = await world.opens(
    "Hello, the import stops every night and we cannot find out why. Can you help us, please?",
    "ann@elsewhere.example",
  );
  await world.say("#error KE-1", "one", english);
  const expired = await world.opens("Indlæsningen stopper også hos os, kan I hjælpe?", "per@west.example");
  await world.say("#error KE-1", "one", expired);
  await save();
  expect((await publish())!.queued).toBe(5);
  const sent = await mails();
  expect([...sent.keys()].sort()).toEqual([
    "ann@elsewhere.example",
    "boss@shared.example",
    "drift@south.example",
    "it@north.example",
    "mette@north.example",
  ]);
  expect(sent.get("it@north.example")!.text).toContain("Vi installerer den automatisk hos jer den 1. december 2099.");
  expect(sent.get("it@north.example")!.text).toContain("Rettede fejl\nKE-1: Indlæsningen stopper");
  expect(sent.get("drift@south.example")!.text).toContain("den 1. december 2099");
  expect(sent.get("drift@south.example")!.text).not.toContain("automatisk hos jer");
  expect(sent.get("mette@north.example")!.text).toContain("Du har meldt en fejl, som er rettet i core 5.3.");
  expect(sent.get("ann@elsewhere.example")!.text).toContain("You reported a fault that is fixed in core 5.3.");
  expect(sent.get("ann@elsewhere.example")!.text).toContain("The import goes on.");
  for (const { raw } of sent.values()) expect(await findLeaks(Buffer.from(raw, "latin1"))).toEqual([]);
  expect(await states()).toMatchObject({ "per@west.example": "agreement-ended", "it@north.example": "queued" });
  expect((await showRelease(stores(), "core-5.3"))!.organisations).toEqual([
    { organisation: "newer", hosting: "vendor", leftOut: "has-version" },
    { organisation: "north", hosting: "vendor", leftOut: null },
    { organisation: "other", hosting: "vendor", leftOut: "not-installed" },
    { organisation: "south", hosting: "customer", leftOut: null },
    { organisation: "west", hosting: "vendor", leftOut: "agreement-ended" },
  ]);
});

test("publishing again, and many at once, tells nobody twice; what was broken off is finished by the desk itself", async () => {
  await recordError();
  await save();
  const [one, two, three] = await Promise.all([publish(), publish(), publish()]);
  expect(one!.queued + two!.queued + three!.queued).toBe(4);
  expect((await publish())!).toMatchObject({ wasPublished: true, queued: 0 });
  expect((await mails()).size).toBe(4);

  await save({ key: "core-5.4", version: "5.4" });
  const release = (await stores().releases.find("core-5.4"))!;
  // As a process leaves it that ended after its decision.
  await world.desk.open.unitOfWork.transaction(async (inside) =>
    inside.releases.publish(
      release.id,
      {
        organisations: [{ organisation: "north", hosting: "vendor", reason: null }],
        notices: [
          { address: "it@north.example", language: "en", organisations: ["north"], reported: [], leftOut: null },
        ],
      },
      await inside.now(),
    ),
  );
  expect(await states("core-5.4")).toEqual({ "it@north.example": "planned" });
  await followReleases(deps());
  await followReleases(deps());
  expect(await states("core-5.4")).toEqual({ "it@north.example": "queued" });
});

test("who is contact of two organisations and reporter as well gets one mail that says all of it", async () => {
  const both = ORGANISATIONS.replace(
    "contacts: [drift@south.example]",
    "contacts: [drift@south.example, mette@north.example]",
  );
  const desk = (await openAgentDesk(0, both)) as AgentDesk;
  const { context } = desk.desk.open.filing;
  const [north, ...others] = context.desk.organisations;
  // The loader refuses one contact in two organisations; organisations of the database may come to it.
  const organisations = [{ ...north!, contacts: ["Mette@north.example"] }, ...others];
  try {
    await desk.say("#error new Indlæsningen stopper");
    await importRelease(desk.desk.open.unitOfWork, RELEASE, SYSTEM);
    await publishRelease(
      { unitOfWork: desk.desk.open.unitOfWork, context: { ...context, desk: { ...context.desk, organisations } } },
      "core-5.3",
      SYSTEM,
    );
    const rows = (await desk.desk.open.unitOfWork.reading.outbox.list({ limit: 50 })).filter(
      (row) => row.class === "release",
    );
    const toMette = rows.filter(({ recipients }) => recipients[0]!.address === "mette@north.example");
    expect(toMette).toHaveLength(1);
    const { text } = await desk.read(toMette[0]!.id);
    expect(text).toContain("North Utility: installeres automatisk den 1. december 2099");
    expect(text).toContain("South Utility: kan installeres fra den 1. december 2099");
    expect(text).toContain("Rettet: fejl, du har meldt\nKE-1: Indlæsningen stopper");
  } finally {
    await desk.close();
  }
});

test("an address that is known not to exist is not mailed, and listed", async () => {
  await stores().suppressions.add("it@north.example", "550 no such user");
  await save({ fixes: [] });
  await publish();
  expect(await states()).toEqual({
    "boss@shared.example": "queued",
    "drift@south.example": "queued",
    "it@north.example": "suppressed",
  });
});

test("a mail that cannot be made leaves out one address, and publishing again tells that one alone", async () => {
  await save({ fixes: [] });
  const { mail } = deps().context;
  const renderer: typeof mail.renderer = {
    ...mail.renderer,
    render: (...args) => {
      if (args[3] === "south") throw new Error("a template of their own is broken");
      return mail.renderer.render(...args);
    },
  };
  const broken = { ...deps().context, mail: { ...mail, renderer } };
  expect((await publishRelease({ ...deps(), context: broken }, "core-5.3", SYSTEM))!.queued).toBe(2);
  expect(await states()).toMatchObject({ "drift@south.example": "not-made", "it@north.example": "queued" });
  await followReleases(deps());
  expect(await states()).toMatchObject({ "drift@south.example": "not-made" });
  expect(await publish()).toMatchObject({ wasPublished: true, queued: 1 });
  expect([...(await mails()).keys()].sort()).toEqual([
    "boss@shared.example",
    "drift@south.example",
    "it@north.example",
  ]);
});

test("the desk does not mail itself, though it is written down as a contact", async () => {
  await save({ fixes: [] });
  const { context } = deps();
  const [north, ...others] = context.desk.organisations;
  const organisations = [{ ...north!, contacts: ["it@north.example", "Support@desk.example"] }, ...others];
  await publishRelease(
    { ...deps(), context: { ...context, desk: { ...context.desk, organisations } } },
    "core-5.3",
    SYSTEM,
  );
  expect(await states()).toMatchObject({ "support@desk.example": "no-address", "it@north.example": "queued" });
});

test("the mail has a proved name, an address signed for its answer, and a sender that reports come back to", async () => {
  await save({ fixes: [] });
  await publish();
  const { raw } = (await mails()).get("it@north.example")!;
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(raw).toMatch(/^Message-ID: <o\.[a-z2-7]+\.[a-z2-7]{26}@desk\.example>\r$/m);
  expect(raw).toMatch(/^Reply-To:\s+<?support\+[a-z2-7]{30,}@desk\.example>?\r$/m);
  const row = (await stores().outbox.list({ limit: 50 })).find(
    ({ recipients }) => recipients[0]!.address === "it@north.example",
  )!;
  expect((await stores().outbox.find(row.id))!.envelopeFrom).toBe("support@desk.example");
});

test("an answer becomes a ticket that knows the release, by its address or its reference; a guess does not", async () => {
  await save({ fixes: [] });
  await publish();
  const { raw } = (await mails()).get("it@north.example")!;
  const to = /support\+[a-z2-7]+@desk\.example/.exec(raw)![0];
  const reference = /^Message-ID: (<.+>)\r$/m.exec(raw)![1]!;
  const write = (id: string, address: string, headers: string[]) =>
    [
      "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
      "From: Ida <ida@north.example>",
      `To: ${address}`,
      "Subject: Re: Ny version af core: 5.3",
      `Message-ID: <${id}@north.example>`,
      ...headers,
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Kan vi vente en uge med den?",
      "",
    ].join("\n");
  const byAddress = await world.files(write("r1", to, []));
  const first = await world.ticket();
  expect((await stores().releases.findForTicket(first.id))?.key).toBe("core-5.3");
  expect(byAddress.find((one) => one.class === "notification")!.text).toMatch(/core 5\.3/);
  // A person asks: they are told when they are answered.
  expect(byAddress.map((one) => one.class)).toContain("acknowledgement");

  await world.files(write("r2", "support@desk.example", [`In-Reply-To: ${reference}`]));
  const second = await world.ticket();
  expect(second.id).not.toBe(first.id);
  expect((await stores().releases.findForTicket(second.id))?.key).toBe("core-5.3");

  const forged = `${to.slice(0, -15)}${to.at(-15) === "a" ? "b" : "a"}${to.slice(-14)}`;
  await world.files(write("r3", forged, []));
  const third = await world.ticket();
  expect(third.id).not.toBe(second.id);
  expect(await stores().releases.findForTicket(third.id)).toBeNull();
  expect((await showRelease(stores(), "core-5.3"))!.tickets).toEqual([first.ref, second.ref]);
});

test("an automatic answer to a notice opens nothing", async () => {
  await save({ fixes: [] });
  await publish();
  const to = /support\+[a-z2-7]+@desk\.example/.exec((await mails()).get("it@north.example")!.raw)![0];
  const before = await world.ticket();
  await world.files(
    `From: it@north.example\nTo: ${to}\nSubject: Autosvar: Ny version\nAuto-Submitted: auto-replied\nMessage-ID: <ooo@north.example>\n\nJeg er på ferie.\n`,
  );
  expect((await world.ticket()).id).toBe(before.id);
});

test("once its day has come, the log says where it was installed by whom nobody had to ask, and once", async () => {
  await save({ availableOn: "2099-12-01", fixes: [] });
  await publish();
  expect(await stores().changes.list({ limit: 9 })).toEqual([]);
  await sql`update desk_time set "offset" = '2099-12-01T00:30:00+01:00'::timestamptz - now()`.execute(
    world.desk.open.database,
  );
  await Promise.all([followReleases(deps()), followReleases(deps())]);
  await followReleases(deps());
  const changes = await stores().changes.list({ limit: 9 });
  // Only where the vendor hosts, and only who was told.
  expect(changes).toMatchObject([
    {
      organisation: "north",
      release: "core-5.3",
      module: "core",
      version: "5.3",
      ref: null,
      agent: null,
      consent: null,
    },
  ]);
  expect(new Date(changes[0]!.at).toISOString()).toBe("2099-11-30T23:00:00.000Z");
});

test("what the log says was installed since counts: whom a release follows is told, though nobody has changed their entry", async () => {
  await save({ availableOn: "2026-01-01", fixes: [] });
  await publish();
  const next = { key: "core-5.3.1", version: "5.3.1", versions: ["5.3"], fixes: [] };
  await save(next);
  await publish(next.key);
  // `north` has 5.3 by the release, `newer` by its entry; `south` hosts itself, and nobody wrote that it was updated.
  expect(await states(next.key)).toEqual({
    "boss@shared.example": "queued",
    "it@newer.example": "queued",
    "it@north.example": "queued",
  });
  const again = { key: "core-5.3-again", version: "5.3.0", fixes: [] };
  await save(again);
  await publish(again.key);
  expect(Object.keys(await states(again.key))).toEqual(["drift@south.example"]);
});

test("a release that was told before a newer one was installed takes nothing back, though it is installed later", async () => {
  const later = { key: "core-5.2.9", version: "5.2.9", fixes: [] };
  await save({ fixes: [] });
  await save({ ...later, availableOn: "2099-12-05" });
  for (const key of ["core-5.3", later.key]) await publish(key);
  await sql`update desk_time set "offset" = '2099-12-06T00:30:00+01:00'::timestamptz - now()`.execute(
    world.desk.open.database,
  );
  await followReleases(deps());
  expect((await stores().changes.list({ limit: 9 })).map(({ version }) => version)).toEqual(["5.2.9", "5.3"]);
  const plan = await planRelease(stores(), deps().context.desk, {
    ...RELEASE,
    ...{ key: "core-5.2.10", version: "5.2.10", availableOn: "2099-12-06" },
  });
  expect(plan.organisations.find(({ organisation }) => organisation === "north")?.reason).toBe("has-version");
});

test("a module and version that an agent logged, with the customer's consent, is installed there from then on", async () => {
  const asked = await world.say("#ask-consent Må vi installere det på fredag? module=reports version=2.0");
  const { id } = asked.find((one) => one.class === "reply")!;
  await world.customerProves("Ja tak", (await stores().outbox.find(id))!.messageId.slice(1, -1));
  const next = { key: "reports-2.1", module: "reports", version: "2.1", versions: ["2.0"], fixes: [] };
  await save(next);
  const told = async () => {
    const plan = await planRelease(stores(), deps().context.desk, { ...RELEASE, ...next });
    return plan.organisations.filter(({ reason }) => reason === null).map(({ organisation }) => organisation);
  };
  expect(await told()).toEqual([]);
  await world.say("#change Installeret og afprøvet module=reports version=2.0");
  expect(await told()).toEqual(["north"]);
});

test("a fixed error is marked so with its history, and named with its version wherever it is shown", async () => {
  await recordError();
  await save();
  expect((await stores().knownErrors.find(1))!).toMatchObject({ state: "open", fixedIn: [] });
  await publish();
  expect((await stores().knownErrors.find(1))!).toMatchObject({
    state: "fixed",
    fixedIn: [{ release: "core-5.3", module: "core", version: "5.3" }],
  });
  const events = await world.desk.open.database.selectFrom("known_error_event").selectAll().execute();
  expect(events).toMatchObject([{ known_error_id: 1, actor: "release:core-5.3" }]);
  const notices = await world.customerSays("Det sker stadig.");
  expect(notices.find((one) => one.class === "notification")!.text).toContain(
    "KE-1 – Indlæsningen stopper (rettet i core 5.3)",
  );
  const [answer] = await world.files(
    "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example\nFrom: ida@north.example\nTo: support@desk.example\nSubject: STATUS\nMessage-ID: <s1@north.example>\n\n",
  );
  expect(answer!.text).toContain("KE-1: Indlæsningen stopper – rettet i core 5.3");
});

test("whose ticket was merged into a reporting one is told too", async () => {
  await recordError();
  const first = await world.ticket();
  const second = await world.opens("Indlæsningen stopper også her hos os.", "ole@north.example");
  await world.say(`#merge ${first.ref}`, "one", second);
  await save();
  await publish();
  expect(Object.keys(await states())).toContain("ole@north.example");
});

test("a release can be changed until it is published, is refused where its version is taken, and names only known errors", async () => {
  expect(await save()).toEqual({ kind: "unknown-fixes", unknown: [0] });
  await recordError();
  expect(await save()).toEqual({ kind: "created" });
  expect(await save()).toEqual({ kind: "unchanged" });
  expect(await save({ kind: "major", fixes: [] })).toEqual({ kind: "changed" });
  expect(await save({ key: "other-key" })).toEqual({ kind: "taken" });
  await publish();
  expect(await save({ kind: "major", fixes: [] })).toEqual({ kind: "unchanged" });
  expect(await save({ notes: { da: "x", en: "y" }, fixes: [] })).toEqual({ kind: "published" });
  expect((await stores().releases.find("core-5.3"))!).toMatchObject({ kind: "major", fixes: [], notes: RELEASE.notes });
});

test("a publishing that waits for an import publishes what was imported, and tells the reporters of that", async () => {
  await recordError();
  const other = await world.opens("Udskrivning af rapporter fejler, kan I hjælpe?", "ole@elsewhere.example");
  await world.say("#error new Udskrivning fejler module=core version=5.2", "one", other);
  await save();
  const { database, unitOfWork } = world.desk.open;
  const publishing = await unitOfWork.transaction(async (inside) => {
    await inside.releases.save({ ...RELEASE, fixes: [2], notes: { da: "Nyt", en: "New" } }, await inside.now());
    const begun = publish();
    await until(async () => {
      const { rows } = await sql`
        select from pg_locks join pg_database on pg_database.oid = database
        where datname = current_database() and not granted`.execute(database);
      return rows.length > 0;
    });
    return { begun };
  });
  expect((await publishing.begun)!.release).toMatchObject({ fixes: [2], notes: { da: "Nyt", en: "New" } });
  const told = Object.keys(await states());
  expect(told).toContain("ole@elsewhere.example");
  expect(told).not.toContain("mette@north.example");
  expect((await stores().knownErrors.find(1))!.state).toBe("open");
  expect((await stores().knownErrors.find(2))!.state).toBe("fixed");
});

describe("a report of delivery", () => {
  const IT = "it@north.example";
  let counted = 0;

  async function sent(): Promise<string> {
    await save({ fixes: [] });
    await publish();
    const { raw } = (await mails()).get(IT)!;
    const { database } = world.desk.open;
    await sql`update outbox set state = 'sent', sent_at = desk_now(), next_at = null where class = 'release'`.execute(
      database,
    );
    await sql`update outbox_recipient set state = 'sent', reply = '250 queued'`.execute(database);
    return /^Message-ID: (<.+>)\r$/m.exec(raw)![1]!;
  }

  async function reports(messageId: string, address: string, action: "delivered" | "relayed" | "failed") {
    const reported = action === "failed" ? {} : { action, status: "2.0.0", diagnostic: "250 saved" };
    counted += 1;
    const mail = bounceOf(messageId, address, reported).replace("<bounce@", `<d${counted}@`);
    return await world.files(mail);
  }

  const notice = async () => {
    const release = (await stores().releases.find("core-5.3"))!;
    return (await stores().releases.listDeliveries(release.id))
      .map(presentNotice)
      .find(({ address }) => address === IT)!;
  };

  test("makes the one who has the mail delivered, once, and nobody else; no ticket and no mail come of it", async () => {
    const messageId = await sent();
    const tickets = (await stores().tickets.list({ limit: 50 })).length;
    expect(await reports(messageId, IT.toUpperCase(), "delivered")).toEqual([]);
    const first = await notice();
    expect(first).toMatchObject({ state: "delivered", deliveredAt: expect.any(String), reply: "250 queued" });
    await sql`update outbox_recipient set delivered_at = delivered_at - interval '1 hour' where delivered_at is not null`.execute(
      world.desk.open.database,
    );
    const earlier = (await notice()).deliveredAt;
    expect(await reports(messageId, IT, "delivered")).toEqual([]);
    expect((await notice()).deliveredAt).toBe(earlier);
    expect(await states()).toMatchObject({ "boss@shared.example": "sent", "drift@south.example": "sent" });
    expect((await stores().tickets.list({ limit: 50 })).length).toBe(tickets);
    expect(await stores().suppressions.list(50)).toEqual([]);
  });

  test("changes nothing where it is forged, names another, or tells only that the mail was passed on", async () => {
    const messageId = await sent();
    const tickets = (await stores().tickets.list({ limit: 50 })).length;
    await reports(
      messageId.replace(/\.(.)([^.@]*)@/, (_, one, rest) => `.${one === "a" ? "b" : "a"}${rest}@`),
      IT,
      "delivered",
    );
    await reports(messageId, "boss@shared.example", "delivered");
    await reports(messageId, IT, "relayed");
    expect(await states()).toMatchObject({ [IT]: "sent", "boss@shared.example": "sent" });
    expect((await stores().tickets.list({ limit: 50 })).length).toBe(tickets);
  });

  test("gives way to a report of failure, whichever comes first", async () => {
    const messageId = await sent();
    await reports(messageId, IT, "delivered");
    await reports(messageId, IT, "failed");
    expect(await notice()).toMatchObject({ state: "bounced", deliveredAt: null });
    await reports(messageId, IT, "delivered");
    expect(await notice()).toMatchObject({ state: "bounced", deliveredAt: null });
  });
});

test("a mail that comes back is a bounce in the status, with the server's own words", async () => {
  await save({ fixes: [] });
  await publish();
  const { raw } = (await mails()).get("it@north.example")!;
  const reference = /^Message-ID: (<.+>)\r$/m.exec(raw)![1]!;
  await sql`update outbox set state = 'sent', sent_at = desk_now(), next_at = null where class = 'release'`.execute(
    world.desk.open.database,
  );
  await sql`update outbox_recipient set state = 'sent', reply = '250 queued'`.execute(world.desk.open.database);
  expect(await states()).toMatchObject({ "it@north.example": "sent" });
  await world.files(bounceOf(reference, "it@north.example"));
  expect(await states()).toMatchObject({ "it@north.example": "bounced", "boss@shared.example": "sent" });
  expect(await stores().suppressions.findAmong(["it@north.example"])).toHaveLength(1);
});
