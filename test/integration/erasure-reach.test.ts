import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import { applyRetention, surveyRetention } from "../../src/usecases/privacy/apply-retention.ts";
import { planErasure } from "../../src/usecases/privacy/erase-person.ts";
import { exportPerson } from "../../src/usecases/privacy/export-person.ts";
import { resumeErasures } from "../../src/usecases/privacy/resume-erasures.ts";
import { wirePseudonyms } from "../../src/wire-pseudonyms.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { findCanary } from "../support/canary-person.ts";
import { eraseBy } from "../support/erase-by.ts";
import { silentLog } from "../support/silent-log.ts";
import { until } from "../support/until.ts";

let desk: AgentDesk;
beforeAll(async () => {
  desk = await openAgentDesk();
});
beforeEach(() => desk.afresh());
afterAll(() => desk.close());

const open = () => desk.desk.open;
const reading = () => open().unitOfWork.reading;
const change = (query: ReturnType<typeof sql>) => query.execute(open().database);
const rows = async <Row extends object>(query: ReturnType<typeof sql>) => (await change(query)).rows as Row[];
const find = (...words: string[]) => findCanary(open().url, words);
const allSent = () => change(sql`update outbox set state = 'sent', sent_at = desk_now()`);

/** A ticket of somebody that is closed, with every mail sent. */
async function closed(text: string, from: string, id: string) {
  const ticket = await desk.opens(text, from, id);
  await desk.say("#close", "one", ticket);
  await allSent();
  return ticket;
}

/** One of mette@north.example, with every mail sent. */
async function others(text: string) {
  const ticket = await desk.opens(text);
  await allSent();
  return ticket;
}

test("whichever form a domain is written in, it is one person: taken in, handed over, suppressed and erased", async () => {
  const [inLetters, asDns] = ["ida@føde.example", "ida@xn--fde-0na.example"] as const;
  const first = await closed("Et.", inLetters, "ida-1");
  const second = await closed("To.", asDns, "ida-2");
  expect([first, second].map(({ requester }) => requester)).toEqual([
    { address: asDns, name: "" },
    { address: asDns, name: "" },
  ]);
  const third = await others(`Spørg ${inLetters} eller IDA@FØDE.example, ellers ${asDns}.`);
  await reading().suppressions.add(inLetters, "550 no such user");
  expect(await reading().suppressions.findAmong([asDns])).toMatchObject([{ address: asDns }]);
  // As a version wrote it that knew of one form only.
  await change(
    sql`update message set from_address = ${inLetters} where ticket_id = ${second.id} and direction = 'inbound'`,
  );
  for (const address of [inLetters, asDns]) {
    const asked = { address, now: await reading().now(), language: "en", isFixed: true } as const;
    const found = await exportPerson(reading().persons, asked);
    const of = (name: string) => found?.records.find((one) => one.name === name)?.rows ?? [];
    expect(of("tickets").map(({ ref }) => ref)).toEqual([first.ref, second.ref]);
    expect(of("messages").filter(({ author }) => author === "you")).toHaveLength(2);
    expect(of("named_on")).toEqual([expect.objectContaining({ ticket: third.ref })]);
    expect(of("suppression")).toHaveLength(1);
  }
  expect(await find("føde.example", "xn--fde-0na")).not.toEqual([]);
  expect(await eraseBy(open(), { address: asDns })).toMatchObject({ kind: "erased", waiting: 0 });
  expect(await find("føde.example", "xn--fde-0na")).toEqual([]);
});

test("after a restore a row in another form than the code is found", async () => {
  const [inLetters, asDns] = ["ole@grød.example", "ole@xn--grd-1na.example"];
  const ticket = await closed("Et.", "ole@north.example", "ole-1");
  await change(sql`update requester set address = ${inLetters} where address = 'ole@north.example'`);
  const pseudonyms = await wirePseudonyms(open(), open().settings.config);
  const found = await open().unitOfWork.transaction(({ erasures }) =>
    erasures.findPersons([pseudonyms.codeOf(asDns)], pseudonyms.pads),
  );
  expect([...found.values()]).toEqual([{ address: asDns, names: [] }]);
  await reading().erasures.learn([{ code: pseudonyms.codeOf(asDns), at: await reading().now() }]);
  await resumeErasures({ ...open(), parser: open().filing.parser, pseudonyms, log: silentLog });
  expect(await reading().tickets.find(ticket.id)).toMatchObject({ subject: "[...]" });
});

test("whom an older version erased in letters, under the code of those, is found after a restore and in a mail that is read again", async () => {
  const [inLetters, asDns] = ["eva@grød.example", "eva@xn--grd-1na.example"];
  const pseudonyms = await wirePseudonyms(open(), open().settings.config);
  const { outer, inner } = pseudonyms.pads;
  const hash = (...parts: (Uint8Array | string)[]) =>
    parts.reduce((sha, part) => sha.update(part), createHash("sha256"));
  const code = hash(outer, hash(inner, inLetters).digest()).digest("hex");
  const ticket = await closed("Et.", asDns, "eva-1");
  await reading().erasures.learn([{ code, at: await reading().now() }]);
  await resumeErasures({ ...open(), parser: open().filing.parser, pseudonyms, log: silentLog });
  expect(await reading().tickets.find(ticket.id)).toMatchObject({ subject: "[...]" });
  await change(sql`update erasure set at = desk_now() + interval '1 hour'`);
  await desk.desk.accept(`From: ${asDns}\nMessage-ID: <eva-2@grd.example>\nSubject: To\n\nTo.\n`);
  const { filing } = open();
  await fileMailboxes({ ...filing, context: { ...filing.context, pseudonyms } });
  expect(await find("xn--grd-1na")).toEqual([]);
});

test("what is on no ticket is read piece by piece, and none is missed", async () => {
  await closed("Et.", "tea@north.example", "tea-1");
  const automatic = (id: number) =>
    `From: list@west.example\nTo: support@desk.example\nSubject: Nyt\nMessage-ID: <${id}@west.example>\nAuto-Submitted: auto-generated\n\nSkriv til tea@north.example om ${id}.\n`;
  const ids = [499, 500, 1000].map((more) => 1_000_000 + more);
  for (const id of ids) {
    await change(sql.raw(`alter table inbound_email alter id restart with ${id}`));
    await desk.desk.file(automatic(id));
  }
  const unticketed = sql`select inbound_email_id as id from filing where ticket_id is null order by 1`;
  expect((await rows<{ id: number }>(unticketed)).map(({ id }) => Number(id))).toEqual(ids);
  await eraseBy(open(), { address: "tea@north.example" });
  expect(await find("tea@north.example")).toEqual([]);
});

test("a hold in one form of a domain keeps what rows hold in the other, and ends in either", async () => {
  const [inLetters, asDns] = ["liv@grød.example", "liv@xn--grd-1na.example"] as const;
  const { holds } = reading();
  const ticket = await closed("Et.", asDns, "liv-1");
  const held = async () => (await rows<{ id: number }>(sql`select held_tickets() as id`)).map(({ id }) => Number(id));
  // As an older version placed it.
  await change(sql`insert into legal_hold (address, reason) values (${inLetters}, 'claim 1')`);
  expect(await eraseBy(open(), { address: asDns })).toMatchObject({
    kind: "refused",
    plan: { hindrances: [expect.stringMatching(/^the person is held .* release liv@xn--/)] },
  });
  expect(await holds.release({ kind: "address", address: asDns })).toEqual(expect.any(Number));
  expect(await holds.release({ kind: "address", address: asDns })).toBeNull();
  expect(await holds.place({ kind: "address", address: asDns }, "claim 2")).toEqual(expect.any(Number));
  expect(await holds.place({ kind: "address", address: asDns }, "claim 2")).toBeNull();
  expect(await holds.list()).toMatchObject([{ address: asDns, reason: "claim 2" }]);
  expect(await held()).toEqual([ticket.id]);
  await change(sql`update requester set address = ${inLetters} where address = ${asDns}`);
  await change(sql`update participant set address = ${inLetters} where address = ${asDns}`);
  await change(sql`update message set from_address = ${inLetters} where from_address = ${asDns}`);
  expect(await held()).toEqual([ticket.id]);
});

test("a name that is given goes from tickets of others, whole words only, and is counted before", async () => {
  await closed("Et.", "sara@north.example", "sara-1");
  const named = await others("Har I talt med Sara Sildesalat? Eller SILDESALAT, som vi siger. Ikke Sildesalaten.");
  const subject = await others("Hej.");
  await change(sql`update ticket set subject = 'Om Sildesalat' where id = ${subject.id}`);
  const asked = { address: "sara@north.example", given: ["Sildesalat", "Sara Sildesalat"] };
  expect(await planErasure(reading(), open().settings.desk, asked)).toMatchObject({ named: 2, isUnknown: false });
  expect(await planErasure(reading(), open().settings.desk, { address: asked.address })).toMatchObject({ named: null });
  const about = { ...asked, now: await reading().now(), language: "en", isFixed: true } as const;
  const handed = await exportPerson(reading().persons, about);
  expect(handed?.records.find(({ name }) => name === "named_on")?.rows.map(({ ticket }) => ticket)).toEqual([
    named.ref,
    subject.ref,
  ]);
  await eraseBy(open(), asked);
  const [message] = await reading().tickets.listMessages(named.id);
  expect(message?.text.trim()).toBe("Har I talt med [...]? Eller [...], som vi siger. Ikke Sildesalaten.");
  expect(await reading().tickets.find(subject.id)).toMatchObject({ subject: "Om [...]" });
  const [raw] = await rows<{ text: string }>(sql`
    select convert_from(bytes, 'UTF8') as text from raw_mail join inbound_email using (sha256) join filing on inbound_email_id = inbound_email.id
    where filing.ticket_id = ${named.id} order by inbound_email.id limit 1`);
  expect(raw?.text).toContain("Har I talt med [...]? Eller [...], som");
});

test("who is only named by others is held, and goes", async () => {
  const ticket = await others("Spørg tove@west.example.");
  const asked = { address: "tove@west.example" };
  expect(await planErasure(reading(), open().settings.desk, asked)).toMatchObject({ named: 1, isUnknown: false });
  expect(await planErasure(reading(), open().settings.desk, { address: "nobody@west.example" })).toMatchObject({
    isUnknown: true,
  });
  await eraseBy(open(), asked);
  expect((await reading().tickets.listMessages(ticket.id))[0]?.text.trim()).toBe("Spørg [...].");
});

test.each(["Reply-To: Ulf <ulf@west.example>", "Sender: ulf@west.example", "X-Forwarded-For: ulf@west.example"])(
  "a header that no column holds names them on somebody else's ticket, and it goes: %s",
  async (header) => {
    const sent = [
      "From: mette@north.example",
      "To: support@desk.example",
      "Subject: Printeren",
      header,
      "",
      "Den står.",
      "",
    ];
    await desk.files(sent.join("\n"));
    await allSent();
    const asked = { address: "ulf@west.example" };
    expect(await planErasure(reading(), open().settings.desk, asked)).toMatchObject({ named: 1, isUnknown: false });
    await eraseBy(open(), asked);
    expect(await find("ulf@west")).toEqual([]);
    const [mail] = await rows<{ text: string }>(sql`
      select convert_from(bytes, 'UTF8') as text from raw_mail join inbound_email using (sha256) order by id desc limit 1`);
    expect(mail?.text).toContain("Den står.");
  },
);

test.each([
  [
    "time that was recorded",
    "time_entry",
    "text",
    sql`agent, minutes, cause, billable, reason, at, message_id, line, inbound_email_id`,
    sql`'one', 5, 'vendor', false, 'x', desk_now(), '<t@desk.example>', 1, (select min(id) from inbound_email)`,
  ],
  [
    "a comment",
    "survey",
    "comment",
    sql`token_sha256, expires_at, score, answered_at`,
    sql`'z', desk_now(), 4, desk_now()`,
  ],
  [
    "an installed change",
    "installed_change",
    "text",
    sql`organisation, at, agent, message_id, line, inbound_email_id`,
    sql`'north', desk_now(), 'one', '<c@desk.example>', 1, (select min(id) from inbound_email)`,
  ],
  [
    "a question",
    "approval",
    "question",
    sql`asked, asked_at, asked_by, asked_email_id`,
    sql`'consent', desk_now(), 'one', (select min(id) from inbound_email)`,
  ],
  ["a change", "ticket_event", "data", sql`at, type, actor`, sql`desk_now(), 'noted', 'agent:one'`],
])("%s alone names them on somebody else's ticket, and it goes", async (_, table, column, columns, values) => {
  await closed("Et.", "uffe@north.example", `uffe-${table}`);
  const ticket = await others("Hej.");
  const words = column === "data" ? JSON.stringify({ why: "Se\nuffe@north.example" }) : "Talte med uffe@north.example";
  await change(sql`
    insert into ${sql.table(table)} (ticket_id, ${sql.ref(column)}, ${columns}) values (${ticket.id}, ${words}, ${values})`);
  await eraseBy(open(), { address: "uffe@north.example" });
  expect(await find("uffe@north")).toEqual([]);
});

test("a file's name and why a mail was filed so name them on somebody else's ticket, and they go", async () => {
  await closed("Et.", "urd@north.example", "urd-1");
  const [file, filing] = [await others("Hej."), await others("Hej.")];
  await change(sql`
    insert into attachment (message_id, filename, content_type, size, sha256)
    select id, 'Fra urd@north.example (1).pdf', 'application/pdf', 1, 'x' from message where ticket_id = ${file.id} limit 1`);
  await change(sql`update filing set facts = facts || '{"who": "urd@north.example"}' where ticket_id = ${filing.id}`);
  await eraseBy(open(), { address: "urd@north.example" });
  expect(await find("urd@north")).toEqual([]);
});

test("a name that others write them under on a ticket that only their address ties to them goes there too", async () => {
  await closed("Et.", "vagn@north.example", "vagn-1");
  const ticket = await others("Spørg Vagn Vandmand (vagn@north.example). Vagn Vandmand ved det.");
  await change(sql`
    update message set recipients_cc = '[{"name": "Vagn Vandmand", "address": "vagn@north.example"}]' where ticket_id = ${ticket.id}`);
  await eraseBy(open(), { address: "vagn@north.example" });
  expect(await find("vandmand")).toEqual([]);
});

test.each([
  ["base64", (text: string) => Buffer.from(text).toString("base64")],
  ["quoted-printable", (text: string) => text.replace("vilma", "vil=\nma")],
])("in an automatic mail on no ticket, encoded as %s, they go", async (encoding, encode) => {
  await closed("Et.", "vilma@north.example", `vilma-${encoding}`);
  await desk.files(
    `From: list@west.example\nTo: support@desk.example\nSubject: Nyt\nMessage-ID: <${encoding}@west.example>\nAuto-Submitted: auto-generated\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: ${encoding}\n\n${encode("Skriv til vilma@north.example i dag.")}\n`,
  );
  const left = async () =>
    (
      await rows<{ bytes: Buffer }>(sql`
      select bytes from raw_mail join inbound_email using (sha256) where sender_address = 'list@west.example'`)
    )[0]?.bytes.toString();
  expect(await left()).toContain("Nyt");
  await eraseBy(open(), { address: "vilma@north.example" });
  expect(await left()).toBe("");
});

test("an erasure that is asked for again while a mail rests still knows whose ticket that is on", async () => {
  await closed("Et.", "ylva@north.example", "ylva-1");
  const ticket = await desk.opens("Spørg ylva@north.example.");
  await allSent();
  await change(sql`update outbox set state = 'uncertain', next_at = null where ticket_id = ${ticket.id}`);
  const once = await eraseBy(open(), { address: "ylva@north.example" });
  expect(once).toMatchObject({ kind: "erased", waiting: expect.any(Number) });
  expect(await eraseBy(open(), { address: "ylva@north.example" })).toMatchObject({
    waiting: "waiting" in once ? Math.max(once.waiting, 1) : 0,
  });
});

test("a given name in base64 in the subject of a mail on no ticket goes with its bytes", async () => {
  await closed("Et.", "xenia@north.example", "xenia-1");
  await desk.files(
    `From: list@west.example\nTo: support@desk.example\nSubject: =?iso-8859-1?B?${Buffer.from("Om Xylofonina").toString("base64")}?=\nMessage-ID: <x@west.example>\nAuto-Submitted: auto-generated\n\nHej.\n`,
  );
  expect(await find("xylofonina")).not.toEqual([]);
  await eraseBy(open(), { address: "xenia@north.example", given: ["Xylofonina"] });
  expect(await find("xylofonina")).toEqual([]);
});

test("a mail on their ticket goes also as it came by another way, filed as a duplicate", async () => {
  const ticket = await closed("Sneglehus i kælderen.", "yrsa@north.example", "yrsa-1");
  const [kept] = await rows<{ id: number }>(sql`
    with twin as (
      insert into raw_mail (sha256, size, bytes) values ('twin', 20, 'Sneglehus, igen') returning sha256)
    insert into inbound_email (mailbox_id, sha256, channel, state, sender_address)
    select mailbox_id, twin.sha256, channel, 'filed', 'bo@north.example' from twin, inbound_email join filing on inbound_email_id = inbound_email.id
    where filing.ticket_id = ${ticket.id} limit 1 returning id`);
  await change(sql`
    insert into filing (inbound_email_id, decision, reasons, facts, kind, duplicate_of)
    select ${kept?.id}, 'recorded', '[]', '{}', 'person', min(inbound_email_id) from filing where ticket_id = ${ticket.id}`);
  await eraseBy(open(), { address: "yrsa@north.example" });
  expect(await find("sneglehus")).toEqual([]);
});

test("what is still to be posted of a ticket that names them is posted without them", async () => {
  await closed("Et.", "zita@north.example", "zita-1");
  const ticket = await others("Spørg zita@north.example.");
  await change(sql`
    insert into webhook_delivery (webhook, event, ticket_id, payload, state)
    values ('chat', 'x', ${ticket.id}, convert_to(${JSON.stringify({ text: 'Spørg\n"zita@north.example"\nzita@north.example', n: 1 })}, 'UTF8'), 'queued')`);
  await eraseBy(open(), { address: "zita@north.example" });
  const [posted] = await rows<{ state: string; payload: Buffer }>(
    sql`select state, payload from webhook_delivery where ticket_id = ${ticket.id} and webhook = 'chat'`,
  );
  expect([posted?.state, JSON.parse(String(posted?.payload))]).toEqual([
    "queued",
    { text: 'Spørg\n"[...]"\n[...]', n: 1 },
  ]);
});

test("lists of tickets that agents were mailed go, and what an agent answered to one; other mails to agents stay", async () => {
  const ticket = await closed("Hasselmus i muren.", "abel@north.example", "abel-1");
  const mailed = async (subject: string, text: string) => {
    const [made] = await rows<{ id: number }>(sql`
      insert into outbox (class, state, phase, message_id, envelope_from, bytes, sent_at)
      values ('alert', 'sent', 'answered', ${`<${subject}@desk.example>`}, '', convert_to(${text}, 'UTF8'), desk_now()) returning id`);
    await change(
      sql`insert into outbox_recipient (outbox_id, address, role, state) values (${made?.id}, 'one@desk.example', 'agent', 'sent')`,
    );
    return made?.id;
  };
  const halved = `${ticket.ref.slice(0, 5)}=\r\n${ticket.ref.slice(5)}`;
  const lists = [await mailed("list", `${ticket.ref}: Hasselmus`), await mailed("long", `Hasselmus: ${halved}`)];
  const other = await mailed("other", "SV-00000-0: Andet");
  await desk.files(
    `From: one@desk.example\nTo: support@desk.example\nSubject: Re: Liste\nMessage-ID: <answer@desk.example>\nAuto-Submitted: auto-replied\n\n> ${ticket.ref}: Hasselmus\n`,
  );
  await eraseBy(open(), { address: "abel@north.example" });
  expect(await find("hasselmus")).toEqual([]);
  const left = await rows<{ id: number }>(
    sql`select id from outbox where ticket_id is null and bytes <> '' order by id`,
  );
  expect(left.map(({ id }) => id)).toContain(other);
  expect(left.map(({ id }) => id)).not.toEqual(expect.arrayContaining(lists));
});

test("no example of what columns held is left with the server", async () => {
  await closed("Egern på loftet.", "bea@north.example", "bea-1");
  const told = async () =>
    (
      await rows<{ tablename: string }>(sql`
      select distinct tablename from pg_stats where schemaname = 'public'
        and lower(concat_ws(' ', most_common_vals::text, histogram_bounds::text, most_common_elems::text)) ~ 'bea@north|egern' order by 1`)
    ).map(({ tablename }) => tablename);
  // Few rows of many values are all examples.
  await change(
    sql`insert into requester (address) select 'r' || n || '@north.example' from generate_series(1, 20) as n`,
  );
  await change(sql`analyze`);
  expect((await told()).length).toBeGreaterThan(3);
  await eraseBy(open(), { address: "bea@north.example" });
  expect(await told()).toEqual([]);
});

test("a given name goes where no ticket is, and from mails that wait or could not be read", async () => {
  await closed("Et.", "dag@north.example", "dag-1");
  await change(
    sql`insert into known_error (title, created_at, created_by) values ('Fejl som Ørnulfsen så', desk_now(), 'one')`,
  );
  await change(
    sql`insert into raw_mail (sha256, size, bytes) values ('wait', 1, 'x'), ('unread', 1, 'Subject: x\n\ndag@north.example')`,
  );
  await change(sql`
    insert into inbound_email (mailbox_id, sha256, channel, state, last_error, subject)
    select id, 'wait', 'imap', 'accepted', 'the mail of Ørnulfsen', null from mailbox
    union all select id, 'unread', 'imap', 'quarantined', null, 'Til Ørnulfsen' from mailbox`);
  await eraseBy(open(), { address: "dag@north.example", given: ["Ørnulfsen"] });
  expect(await find("rnulfsen", "dag@north")).toEqual([]);
  // Nobody is to file it.
  await change(sql`delete from inbound_email where sha256 = 'wait'`);
});

test("a hold that an older version placed in letters keeps what was filed under the other form, by age and for others", async () => {
  const [inLetters, asDns] = ["ulf@grød.example", "ulf@xn--grd-1na.example"] as const;
  const { holds } = reading();
  const ticket = await closed("Et.", asDns, "ulf-1");
  const keptDays = { ...open().settings.desk.retention, closedTickets: 1, rawMail: 1 };
  const words = async () => (await reading().tickets.find(ticket.id))?.subject;
  const before = await words();
  await change(sql`insert into legal_hold (address, reason) values (${inLetters}, 'claim 1')`);
  await change(sql`update desk_time set "offset" = "offset" + interval '2 days'`);
  expect(await surveyRetention(open().unitOfWork, keptDays)).toEqual({ closedTickets: 0, rawMail: 0 });
  await applyRetention(open().unitOfWork, keptDays, { actor: SYSTEM });
  expect(await words()).toBe(before);

  // Who is only named there may not be erased either; and an older process may place one again at any time.
  await holds.release({ kind: "address", address: asDns });
  await change(sql`insert into legal_hold (address, reason) values (${inLetters}, 'claim 2')`);
  await change(sql`update ticket set subject = 'Til per@north.example' where id = ${ticket.id}`);
  expect(await eraseBy(open(), { address: "per@north.example" })).toMatchObject({
    kind: "refused",
    plan: { hindrances: [expect.stringMatching(/^ulf@xn--grd-1na.example, who had a part in a ticket/)] },
  });
  expect(await holds.list()).toMatchObject([{ address: asDns, reason: "claim 2" }]);
  const placed = await rows<{ placed_at: Date }>(
    sql`select distinct placed_at from legal_hold where released_at is null`,
  );
  expect(placed).toHaveLength(1);

  await holds.release({ kind: "address", address: asDns });
  await applyRetention(open().unitOfWork, keptDays, { actor: SYSTEM });
  expect(await words()).toBe("[...]");
});

test("a hold that is released while its other form is added is released in both", async () => {
  await change(sql`insert into legal_hold (address, reason) values ('ida@grød.example', 'claim 3')`);
  let released: Promise<unknown> = Promise.resolve();
  await open().unitOfWork.transaction(async (stores) => {
    await stores.holds.completeForms();
    released = reading().holds.release({ kind: "address", address: "ida@grød.example" });
    await until(async () => {
      const waiting = await rows<{ n: number }>(
        sql`select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return waiting[0]?.n === 1;
    });
  });
  expect(await released).not.toBeNull();
  expect(await reading().holds.list()).toEqual([]);
});

test("a hold whose letters an older version kept in pieces is released with its other forms, and does not come back", async () => {
  await change(sql`insert into legal_hold (address, reason) values (${"ida@bla\u030a.example"}, 'claim 4')`);
  await reading().holds.completeForms();
  expect(await reading().holds.list()).toHaveLength(1);
  await reading().holds.release({ kind: "address", address: "ida@blå.example" });
  await reading().holds.completeForms();
  expect(await reading().holds.list()).toEqual([]);
});
