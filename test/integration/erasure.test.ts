import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { audit } from "../../src/usecases/audit.ts";
import { deskInForce } from "../../src/usecases/organisations/desk-in-force.ts";
import type { HoldSubject } from "../../src/usecases/ports/hold-store.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { erasePerson } from "../../src/usecases/privacy/erase-person.ts";
import { exportPerson } from "../../src/usecases/privacy/export-person.ts";
import { wireAudit } from "../../src/wire-audit.ts";
import { wirePseudonyms } from "../../src/wire-pseudonyms.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { CANARY, type CanaryScene, findCanary, holdsCanary, plantCanary } from "../support/canary-person.ts";
import { IMPERSONAL, PERSONAL } from "../support/personal-columns.ts";

let desk: AgentDesk;
let scene: CanaryScene;
/** Where she was when the erasure was noted: everywhere still. */
let placesNoted: string[] | undefined;
let faultsBefore: string[];
let before: Awaited<ReturnType<typeof whatCounts>>;
beforeAll(async () => {
  desk = await openAgentDesk();
  scene = await plantCanary(desk);
  before = await whatCounts();
  faultsBefore = await bookFaults();
});
afterAll(() => desk.close());

const namesOf = (columns: typeof PERSONAL) =>
  Object.entries(columns).flatMap(([table, names]) => names.map((name) => `${table}.${name}`));

const rows = async <Row extends object>(query: ReturnType<typeof sql>) =>
  (await query.execute(desk.desk.open.database)).rows as Row[];

/** `commits`: after so many the process dies. */
async function erase(address: string = CANARY.address, commits = Number.POSITIVE_INFINITY) {
  const { open } = desk.desk;
  const pseudonyms = await wirePseudonyms(open, open.settings.config);
  let isNoted = false;
  let done = 0;
  const unitOfWork: UnitOfWork = {
    reading: open.unitOfWork.reading,
    transaction: async (work) => {
      if (done === commits) throw new Error("the process dies here");
      done += 1;
      return await open.unitOfWork.transaction(work);
    },
  };
  const outcome = await erasePerson(
    {
      ...{ ...open, parser: open.filing.parser, desk: open.settings.desk, pseudonyms, unitOfWork },
      keepNotes: async () => {
        isNoted = true;
        // Whoever is cut off here has lost nothing yet, and will be taken up.
        expect(await open.unitOfWork.reading.erasures.listUnfinished()).toHaveLength(1);
        placesNoted ??= await findCanary(open.url);
      },
    },
    { address, actor: SYSTEM, reason: "asked for" },
  );
  return { ...outcome, isNoted };
}

async function bookFaults(): Promise<string[]> {
  const report = await audit(await wireAudit(desk.desk.open, { heal: false }));
  return report.checks.flatMap((check) => check.faults);
}

/** What reports, statements and clocks are made of. */
async function whatCounts() {
  return {
    tickets: await rows(sql`select id, ref, state, level, organisation, opened_at, closed_at from ticket order by id`),
    clocks: await rows(
      sql`select sla_clock.*, clock_event.at, clock_event.type, clock_event.data from sla_clock join clock_event on clock_id = sla_clock.id order by clock_event.id`,
    ),
    time: await rows(
      sql`select id, ticket_id, at, agent, minutes, cause, billable, reason, service, coverage, line from time_entry order by id`,
    ),
    charges: await rows(sql`select * from time_charge order by id`),
    scores: await rows(sql`select ticket_id, score, answered_at from survey`),
    sightings: await rows(
      sql`select s.*, sha256, fingerprint from sighting s join inbound_email e on e.id = inbound_email_id order by s.id`,
    ),
    messages: await rows(sql`select id, ticket_id, direction, author, sent_at from message order by id`),
  };
}

test("what is handed over to a person is theirs, and of others only what their mails hold", async () => {
  const { reading } = desk.desk.open.unitOfWork;
  const asked = {
    address: CANARY.address.toUpperCase(),
    now: await reading.now(),
    language: "en",
    isFixed: true,
  } as const;
  const found = await exportPerson(reading.persons, asked);
  const of = (name: string) => found?.records.find((one) => one.name === name)?.rows ?? [];
  expect(of("tickets").map(({ ref }) => ref)).toEqual([scene.own.ref, scene.phoned]);
  expect(of("takes_part")).toEqual([expect.objectContaining({ ticket: scene.others.ref })]);
  expect(of("messages").map(({ author }) => author)).toEqual(expect.arrayContaining(["you", "agent"]));
  expect(of("surveys")).toEqual([expect.objectContaining({ score: 4, comment: "God frøblanding" })]);
  expect(of("suppression")).toHaveLength(1);
  expect(JSON.stringify(found?.records)).not.toMatch(/mette@|Bilag følger|bo@/);
  const files = found?.files ?? [];
  const mails = files.filter(({ name }) => name.startsWith("mails/received/"));
  expect(mails).toHaveLength(4);
  const raw = Buffer.from((await mails[0]?.read()) ?? []).toString();
  expect(raw).toContain("Message-ID: <kanarie-1@south.example>");
  const page = Buffer.from((await files[0]?.read()) ?? []).toString();
  expect(page).toContain(`<a href="${mails[0]?.name}">`);
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(await exportPerson(reading.persons, { ...asked, address: "nobody@south.example" })).toBeNull();
});

test("every column that may hold words is known to be personal or not, and none is in both lists", async () => {
  const found = await rows<{ name: string }>(sql`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely%'
      and data_type in ('text', 'character varying', 'character', 'json', 'jsonb', 'xml', 'bytea', 'ARRAY', 'tsvector', 'USER-DEFINED', 'inet')
    order by 1`);
  const listed = [...namesOf(PERSONAL), ...namesOf(IMPERSONAL)].sort();
  expect(found.map(({ name }) => name).sort()).toEqual(listed);
});

test("the canary is planted in every personal column", async () => {
  const planted = new Set(await findCanary(desk.desk.open.url));
  expect(namesOf(PERSONAL).filter((name) => !planted.has(name))).toEqual([
    // A hash of its content.
    "attachment.sha256",
    // Of an erasure under way.
    ...["erasure.person", "erasure.reason"],
    // An answer's headers lead to the ticket, and its body is of numbers here.
    ...["idempotent_answer.headers", "idempotent_answer.body"],
    // Whoever is held cannot be erased; the words go when it is released.
    ...["legal_hold.address", "legal_hold.reason"],
    // A contact cannot be erased: see below. After a restore they are.
    "organisation.document",
    // Of an agent's own mail.
    "time_entry.message_id",
  ]);
});

let deaths = 0;

describe("a person who is erased", () => {
  let outcome: Awaited<ReturnType<typeof erase>>;
  let planted: string[];
  beforeAll(async () => {
    planted = await findCanary(desk.desk.open.url);
    for (let done: typeof outcome | null = null; done === null; ) {
      done = await erase(CANARY.address, deaths).catch((error: Error) => {
        expect(error.message).toBe("the process dies here");
        deaths += 1;
        return null;
      });
      if (done !== null) outcome = done;
    }
    await sql`vacuum full`.execute(desk.desk.open.database);
  });

  test("was in fifty places, and is in none, however often the process died on the way", async () => {
    expect(planted.length).toBeGreaterThan(50);
    expect(placesNoted).toEqual(expect.arrayContaining(planted));
    expect(deaths).toBeGreaterThanOrEqual(4);
    expect(outcome).toMatchObject({ kind: "erased", waiting: 0, isNoted: true });
    expect(await findCanary(desk.desk.open.url)).toEqual([]);
  });

  test("leaves every number, clock, minute and sighting as it was", async () => {
    expect(before.time).toHaveLength(1);
    expect(before.clocks.length).toBeGreaterThan(2);
    expect(await whatCounts()).toEqual(before);
  });

  test("leaves books that are in order, and a history that can be read", async () => {
    // The scene left answers behind that nobody recorded; no other fault came of the erasure.
    expect(faultsBefore).toEqual(expect.arrayContaining(await bookFaults()));
    expect(await desk.desk.open.unitOfWork.reading.tickets.findByRef(scene.own.ref)).toMatchObject({
      subject: "[...]",
      requester: { address: expect.stringMatching(/^[0-9a-f]{16}-\d+@erased\.invalid$/), name: "" },
    });
  });

  test("takes nothing from others: their mails stay, with their attachments", async () => {
    const messages = await rows<{ text: string; from_address: string | null; recipients_cc: unknown }>(
      sql`select text, from_address, recipients_cc from message where ticket_id = ${scene.others.id} order by id`,
    );
    expect(messages.map(({ text }) => text.trim())).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Min kollega \[\.\.\.\] \(\[\.\.\.\]\) kan også svare\./),
        expect.stringContaining("Tak for det."),
      ]),
    );
    const kept = await rows<{ bytes: Buffer }>(
      sql`select bytes from raw_mail join inbound_email using (sha256) where sender_address = 'mette@north.example' and bytes <> ''`,
    );
    expect(kept.length).toBeGreaterThanOrEqual(2);
    expect(kept.some(({ bytes }) => holdsCanary(bytes.toString("latin1")))).toBe(false);
  });

  test("can be erased again, and nothing changes", async () => {
    const [sum] = await rows(sql`select count(*)::int as erased, max(id) as last from erasure`);
    await erase();
    expect(await rows(sql`select count(*)::int as erased, max(id) as last from erasure`)).toEqual([sum]);
    expect(await whatCounts()).toEqual(before);
  });

  test("who writes again is somebody new, even where they answer an old mail", async () => {
    const ticket = await desk.opens("Hej igen.", CANARY.address, "back-1");
    expect(ticket).toMatchObject({ requester: { address: CANARY.address }, state: "new" });
    const [own] = await rows<{ message_id: string }>(
      // Not a mail to an agent: whoever answers that one under another name is kept as a note on its ticket.
      sql`select message_id from outbox where ticket_id = ${scene.own.id} and class = 'reply' limit 1`,
    );
    expect(own?.message_id).toMatch(/@desk\.example>$/);
    await desk.customerProves("Hvad skete der?", own?.message_id.slice(1, -1), CANARY.address);
    const threads = await rows<{ ticket_id: number }>(
      sql`select ticket_id from message where from_address = ${CANARY.address} order by id`,
    );
    expect(threads.map(({ ticket_id }) => ticket_id)).not.toContain(scene.own.id);
    expect(threads).toHaveLength(2);
  });

  test("is named on record by a code, and by nothing else", async () => {
    const deeds = await rows<{ action: string; subject_id: string }>(
      sql`select action, subject_id from audit_event where action = 'person.erased'`,
    );
    expect(deeds).toEqual(
      // Each time it was begun, and the one that found nothing any more.
      Array.from({ length: deaths + 1 }, () => ({
        action: "person.erased",
        subject_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      })),
    );
  });
});

describe("a hold", () => {
  const desk0 = () => desk.desk.open;
  const place = (subject: HoldSubject, reason = "claim 4711") =>
    desk0().unitOfWork.transaction(({ holds }) => holds.place(subject, reason));

  test.each([
    [
      "the person",
      () => ({ kind: "address", address: "mette@north.example" }) as const,
      /the person is held since .* \(claim 4711\): svartid person release mette@north.example/,
    ],
    ["a ticket of theirs", () => ({ kind: "ticket", ticketId: scene.others.id }) as const, /the ticket SV-\S+ is held/],
  ])("on %s keeps them from being erased, once, until it is released", async (_, subjectOf, said) => {
    const subject = subjectOf();
    expect(await place(subject)).toEqual(expect.any(Number));
    expect(await place(subject)).toBeNull();
    const refused = await erase("mette@north.example");
    expect(refused).toMatchObject({ kind: "refused", isNoted: false });
    expect(refused.plan.hindrances[0]).toMatch(said);
    const { reading } = desk0().unitOfWork;
    expect(await reading.holds.release(subject)).toEqual(expect.any(Number));
    expect(await reading.holds.release(subject)).toBeNull();
    expect(await reading.holds.list()).toEqual([]);
    expect(await rows(sql`select 1 from legal_hold where address is not null or reason <> ''`)).toEqual([]);
  });
});

describe("an erasure is refused", () => {
  test("while a ticket of theirs is open, whoever they are to the desk", async () => {
    const { reading } = desk.desk.open.unitOfWork;
    const settings = await deskInForce(reading, desk.desk.open.settings.desk);
    const [agent] = Object.values(settings.agents);
    expect(await erase("mette@north.example")).toMatchObject({ kind: "refused", isNoted: false });
    expect(await erase(agent?.addresses[0] ?? "")).toMatchObject({
      kind: "refused",
      plan: { hindrances: [expect.stringMatching(/address of the agent one/)] },
    });
    await sql`insert into organisation (id, document, version, created_at, changed_at)
      values ('west', '{"contacts": ["it@west.example"]}', 1, desk_now(), desk_now())`.execute(desk.desk.open.database);
    expect(await erase("it@west.example")).toMatchObject({
      plan: { hindrances: [expect.stringMatching(/contact of the organisation west/)] },
    });
  });
});
