import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { RETENTION_CLASSES, type RetentionSettings } from "../../src/domain/privacy/retention.ts";
import { fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { applyRetention } from "../../src/usecases/privacy/apply-retention.ts";
import type { ErasePersonDeps } from "../../src/usecases/privacy/erase-person.ts";
import { type AgentDesk, openAgentDesk } from "../support/agent-desk.ts";
import { eraseBy } from "../support/erase-by.ts";
import { SUPPORT_MAILBOX } from "../support/test-desk.ts";
import { until } from "../support/until.ts";

let desk: AgentDesk;
beforeAll(async () => {
  desk = await openAgentDesk(0, "", SUPPORT_MAILBOX);
});
afterAll(() => desk.close());

const open = () => desk.desk.open;
const rows = async <Row extends object>(query: ReturnType<typeof sql>) =>
  (await query.execute(open().database)).rows as Row[];

const erase = (address: string, more: Partial<ErasePersonDeps> = {}) => eraseBy(open(), { address }, more);

async function closed(text: string, from: string, id: string) {
  const ticket = await desk.opens(text, from, id);
  await desk.say("#close", "one", ticket);
  return ticket;
}

const sentBytes = async (ticketId: number) =>
  (
    await rows<{ left: number }>(
      sql`select count(*)::int as left from outbox where ticket_id = ${ticketId} and bytes <> ''`,
    )
  )[0]?.left;

const isWaitedFor = async () =>
  (await rows(sql`select 1 from pg_locks where locktype = 'advisory' and not granted`)).length > 0;

test("nothing goes of somebody whose address has another in it", async () => {
  const hers = await closed("Mit udstyr er i stykker.", "diana@north.example", "diana-1");
  await closed("Mit eget er også.", "ana@north.example", "ana-1");
  await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(open().database);
  await sql`insert into webhook_delivery (webhook, event, ticket_id, payload, state) values ('chat', 'x', ${hers.id}, 'kept', 'delivered')`.execute(
    open().database,
  );
  const before = await sentBytes(hers.id);
  expect(before).toBeGreaterThan(0);
  expect(await erase("ana@north.example")).toMatchObject({ kind: "erased", waiting: 0 });
  expect(await sentBytes(hers.id)).toBe(before);
  expect(await rows(sql`select 1 from webhook_delivery where ticket_id = ${hers.id} and payload <> ''`)).toHaveLength(
    1,
  );
  expect(await rows(sql`select 1 from message where from_address = 'diana@north.example'`)).toHaveLength(1);
});

test("on an erased ticket an agent is told that nobody gets the answer, and none is sent", async () => {
  const his = await closed("Hjælp mig.", "erik@north.example", "erik-1");
  await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(open().database);
  await erase("erik@north.example");
  const sent = await desk.say("Prøv igen nu.", "one", his);
  expect(sent.map(({ recipients, text }) => [recipients, text])).toEqual([
    [["one@desk.example"], expect.stringMatching(/oplysninger er slettet.*Intet blev sendt/s)],
  ]);
  await desk.say("#reopen", "one", his);
  await desk.say("#close", "one", his);
  expect(
    await rows(sql`select 1 from outbox_recipient where address like '%erased.invalid' and state = 'queued'`),
  ).toEqual([]);
  expect(await rows(sql`select 1 from message where ticket_id = ${his.id} and text <> ''`)).toEqual([]);
});

test("a mail that is being filed while its writer is erased leaves nothing behind", async () => {
  await closed("Første gang.", "frida@north.example", "frida-1");
  await desk.desk.accept(
    "From: Frida <frida@north.example>\nTo: support@desk.example\nSubject: Mere\nMessage-ID: <frida-2@north.example>\n\nSkovtrold.\n",
  );
  const { unitOfWork } = open();
  let erasing: Promise<unknown> | null = null;
  const meanwhile: UnitOfWork = {
    reading: unitOfWork.reading,
    transaction: (work) =>
      unitOfWork.transaction(async (stores) => {
        const done = await work(stores);
        if (erasing !== null || (await stores.tickets.list({ limit: 1 }))[0]?.subject !== "Mere") return done;
        erasing = erase("frida@north.example");
        // Either it waits for this commit, or it is over before.
        await Promise.race([erasing, until(isWaitedFor)]);
        return done;
      }),
  };
  await fileMailboxes({ ...open().filing, unitOfWork: meanwhile });
  await erasing;
  expect(await rows(sql`select 1 from message where text like '%Skovtrold%'`)).toEqual([]);
  expect(await rows(sql`select 1 from requester where address = 'frida@north.example'`)).toEqual([]);
});

test("two erasures that write the same mail of another keep each other's work", async () => {
  await closed("Et.", "gerda@north.example", "gerda-1");
  await closed("To.", "hans@north.example", "hans-1");
  await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(open().database);
  const others = await desk.opens("Spørg gerda@north.example eller hans@north.example.", "ida@north.example", "ida-1");
  await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(open().database);
  let isFirst = true;
  const { parser } = open().filing;
  const slowly: ErasePersonDeps["parser"] = {
    parse: async (bytes, options) => {
      // What was read is old by the time that it is written.
      if (isFirst) {
        isFirst = false;
        await erase("hans@north.example");
      }
      return await parser.parse(bytes, options);
    },
  };
  await erase("gerda@north.example", { parser: slowly });
  const [mail] = await rows<{ text: string }>(sql`
    select convert_from(bytes, 'UTF8') as text from raw_mail join inbound_email using (sha256) join filing on inbound_email_id = inbound_email.id
    where filing.ticket_id = ${others.id} limit 1`);
  expect(mail?.text).toContain("erased@erased.invalid eller erased@erased.invalid");
});

test("an address goes however a link or HTML writes its sign", async () => {
  await closed("Et.", "kaj+it@north.example", "kaj-1");
  const others = await desk.opens(
    "https://x.example/?til=%3Ckaj%2Bit%40north.example%3E",
    "lise@north.example",
    "lise-1",
  );
  await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(open().database);
  expect(await erase("kaj+it@north.example")).toMatchObject({ kind: "erased", waiting: 0 });
  expect(await rows(sql`select text from message where ticket_id = ${others.id} and text like '%kaj%'`)).toEqual([]);
});

test("a hold on somebody keeps the tickets where they had a part from an erasure of others who are named there", async () => {
  await closed("Et.", "nanna@north.example", "nanna-1");
  await desk.opens("Nanna er nanna@north.example.", "ole@north.example", "ole-1");
  await sql`update outbox set state = 'sent', sent_at = desk_now()`.execute(open().database);
  const { holds } = open().unitOfWork.reading;
  await holds.place({ kind: "address", address: "ole@north.example" }, "claim 1");
  expect(await erase("nanna@north.example")).toMatchObject({
    kind: "refused",
    plan: {
      hindrances: [expect.stringMatching(/^ole@north\.example, who had a part .* is held .* release ole@north/)],
    },
  });
  await holds.release({ kind: "address", address: "ole@north.example" });
  expect(await erase("nanna@north.example")).toMatchObject({ kind: "erased" });
});

test("requests of others are still known again", async () => {
  await closed("Et.", "poul@north.example", "poul-1");
  const { rows: keys } = await sql<{ id: number }>`
    insert into api_key (name, prefix, sha256, scopes) values ('limits', 'limits', 'limits', '{write}') returning id`.execute(
    open().database,
  );
  for (const [key, body] of [
    ["mine", { ref: "SV-00000-0" }],
    ["his", { recipients: ["poul@north.example"] }],
  ] as const) {
    await sql`insert into idempotent_answer (api_key_id, route, key, fingerprint, status, headers, body)
      values (${keys[0]?.id}, 'x', ${key}, 'x', 201, '{}', ${JSON.stringify(body)})`.execute(open().database);
    await sql`insert into console_deed (token, actor, outcome) values (${key}, 'agent:one', ${JSON.stringify(body)})`.execute(
      open().database,
    );
  }
  await erase("poul@north.example");
  expect(await rows(sql`select key from idempotent_answer where route = 'x'`)).toEqual([{ key: "mine" }]);
  expect(await rows(sql`select token from console_deed`)).toEqual([{ token: "mine" }]);
});

test("the bytes of a mail that lies on an open ticket of another mailbox are not too old", async () => {
  const raw =
    "From: Rikke <rikke@north.example>\nTo: a@desk.example\nSubject: Tvilling\nMessage-ID: <rikke-1@north.example>\n\nTvilling.\n";
  await desk.desk.file(raw);
  const ticket = await desk.ticket();
  const [twin] = await rows<{ id: number }>(sql`
    with other as (insert into mailbox (name) values ('twin') returning id)
    insert into inbound_email (mailbox_id, sha256, channel, state, internal_date)
    select other.id, sha256, channel, 'filed', internal_date from other, inbound_email join filing on inbound_email_id = inbound_email.id
    where filing.ticket_id = ${ticket.id} returning id`);
  await sql`insert into filing (inbound_email_id, decision, reasons, facts, kind) values (${twin?.id}, 'recorded', '[]', '{}', 'person')`.execute(
    open().database,
  );
  await sql`update desk_time set "offset" = interval '31 days'`.execute(open().database);
  const settings = Object.fromEntries(RETENTION_CLASSES.map((name) => [name, 30])) as RetentionSettings;
  await applyRetention(open().unitOfWork, settings, { actor: SYSTEM });
  expect(
    await rows(
      sql`select 1 from raw_mail join inbound_email using (sha256) where inbound_email.id = ${twin?.id} and bytes <> ''`,
    ),
  ).toHaveLength(1);
});

test("a mail whose bytes were forgotten is read whole where another mailbox has it, and stays forgotten in its own", async () => {
  const raw =
    "From: Sofie <sofie@north.example>\nTo: a@desk.example\nSubject: Igen\nMessage-ID: <sofie-1@north.example>\n\nIgen.\n";
  await desk.desk.file(raw);
  await sql`update raw_mail set bytes = ''`.execute(open().database);
  const [known] = await rows<{ sha256: string }>(
    sql`select sha256 from inbound_email where subject = 'Igen' order by id desc limit 1`,
  );
  const sha256 = known?.sha256 ?? "";
  const bytes = Buffer.from(raw.replaceAll("\n", "\r\n"));
  const [own] = [...open().mailboxIds.values()];
  const [other] = await rows<{ id: number }>(sql`insert into mailbox (name) values ('third') returning id`);
  const into = async (mailboxId: number) => {
    const mails = [{ uid: 77, sha256, bytes, size: bytes.length, internalDate: null }];
    const { mailboxes } = open().unitOfWork.reading;
    await mailboxes.accept({ mailboxId, epoch: null, channel: "imap", folder: "INBOX", uidvalidity: 9, mails });
    return (await rows<{ size: number }>(sql`select length(bytes) as size from raw_mail where sha256 = ${sha256}`))[0]
      ?.size;
  };
  expect(await into(own ?? 0)).toBe(0);
  expect(await into(other?.id ?? 0)).toBe(bytes.length);
});
