import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { RETENTION_CLASSES, type RetentionClass, type RetentionSettings } from "../../src/domain/privacy/retention.ts";
import { applyRetention, surveyRetention } from "../../src/usecases/privacy/apply-retention.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { CANARY, type CanaryScene, plantCanary } from "../support/canary-person.ts";

let desk: AgentDesk;
let scene: CanaryScene;
beforeAll(async () => {
  desk = await openAgentDesk();
  scene = await plantCanary(desk);
  await sql`insert into webhook_delivery (webhook, event, payload, state) values ('chat', 'test', 'x', 'delivered')`.execute(
    db(),
  );
  // Mail that opened nothing: a machine's.
  await desk.files(
    "From: robot@north.example\nTo: support@desk.example\nSubject: Auto\nAuto-Submitted: auto-replied\nMessage-ID: <auto@north.example>\n\nFri\n",
  );
});
afterAll(() => desk.close());

const db = () => desk.desk.open.database;
const unitOfWork = () => desk.desk.open.unitOfWork;
const rows = async <Row extends object>(query: ReturnType<typeof sql>) => (await query.execute(db())).rows as Row[];
const keep = (days: Partial<Record<RetentionClass, number>>): RetentionSettings =>
  Object.fromEntries(RETENTION_CLASSES.map((name) => [name, days[name] ?? null])) as RetentionSettings;
const ALL = keep(Object.fromEntries(RETENTION_CLASSES.map((name) => [name, 30])));
const apply = (settings: RetentionSettings) => applyRetention(unitOfWork(), settings, { actor: SYSTEM });

/** What reports and statements are made of, and what may be known again. */
const numbers = async () => ({
  tickets: await rows(sql`select id, ref, state, level, organisation, opened_at, closed_at from ticket order by id`),
  clocks: await rows(sql`select * from sla_clock order by id`),
  time: await rows(sql`select id, minutes, cause, billable, agent, at from time_entry order by id`),
  mails: await rows(sql`select id, sha256, fingerprint, mailbox_id, accepted_at from inbound_email order by id`),
});
const bytesLeft = async (ticketId: number) =>
  (
    await rows<{
      left: number;
    }>(sql`select count(*)::int as left from raw_mail join inbound_email using (sha256) join filing on inbound_email_id = inbound_email.id
    where bytes <> '' and filing.ticket_id = ${ticketId}`)
  )[0]?.left;

test("a desk whose file says nothing keeps everything, and so does any before its time", async () => {
  expect(await surveyRetention(unitOfWork(), keep({}))).toEqual({});
  expect(await apply(keep({}))).toEqual({});
  expect(Object.values(await apply(ALL))).toEqual(RETENTION_CLASSES.map(() => 0));
  expect(await bytesLeft(scene.own.id)).toBeGreaterThan(0);
});

test("what is held, or open, is not too old however old it is", async () => {
  await sql`update desk_time set "offset" = interval '31 days'`.execute(db());
  const { holds } = unitOfWork().reading;
  await holds.place({ kind: "address", address: CANARY.address }, "claim 4711");
  // What is nobody's ticket and from nobody held: the machine's mail, and the delivery of no ticket.
  expect(await surveyRetention(unitOfWork(), ALL)).toEqual({
    ...{ rawMail: 0, closedTickets: 0, quarantine: 0, automaticMail: 1, sentMail: expect.any(Number), webhooks: 1 },
  });
  expect(await bytesLeft(scene.others.id)).toBeGreaterThan(0);
  await holds.release({ kind: "address", address: CANARY.address });
});

test("a dry run says what goes, and each class goes alone", async () => {
  const before = await numbers();
  const planned = await surveyRetention(unitOfWork(), ALL);
  expect(planned).toMatchObject({ closedTickets: 2, quarantine: 1, automaticMail: 1 });
  expect(await apply(keep({ rawMail: 30 }))).toEqual({ rawMail: planned.rawMail });
  expect(await bytesLeft(scene.own.id)).toBe(0);
  const [kept] = await rows<{ texts: number }>(
    sql`select count(*)::int as texts from message where ticket_id = ${scene.own.id} and text <> ''`,
  );
  expect(kept?.texts).toBeGreaterThan(0);
  expect(await apply(keep({ quarantine: 30, automaticMail: 30, webhooks: 30 }))).toMatchObject({
    quarantine: 1,
    automaticMail: 1,
  });
  expect(await apply(keep({ closedTickets: 30 }))).toEqual({ closedTickets: 2 });
  const words = await rows(sql`
    select 1 from message join ticket on ticket.id = ticket_id where state = 'closed' and concat(from_address, message.subject, text, reply_text, html) <> ''`);
  expect(words).toEqual([]);
  expect(await rows(sql`select ref from ticket where subject <> '[...]' and state = 'closed'`)).toEqual([]);
  // She is on an open ticket of another, but has none of her own any more.
  expect(await rows(sql`select 1 from requester where address = ${CANARY.address}`)).toEqual([]);
  expect(await numbers()).toEqual(before);
  expect(await bytesLeft(scene.others.id)).toBeGreaterThan(0);
});

test("done again it finds nothing, and every commit is on record without a name", async () => {
  expect(Object.values(await apply(ALL)).filter((count) => count > 0).length).toBeLessThanOrEqual(1);
  expect(Object.values(await surveyRetention(unitOfWork(), ALL))).toEqual(RETENTION_CLASSES.map(() => 0));
  const deeds = await rows<{ subject_id: string; detail: { count: number; days: number } }>(
    sql`select subject_id, detail from audit_event where action = 'retention.applied' order by id`,
  );
  expect(deeds).toContainEqual({ subject_id: "closedTickets", detail: { count: 2, days: 30 } });
});
