import { sql } from "kysely";
import pg from "pg";
import { SYSTEM } from "../../src/domain/audit/audit-event.ts";
import { startHttp } from "../../src/start-http.ts";
import { makeKey } from "../../src/wire-readers.ts";
import type { OpenDesk } from "../../src/wiring.ts";
import type { AgentDesk } from "./agent-desk.ts";

/** Somebody whose every word, name and address holds a word that stands nowhere else. */
export const CANARY = {
  address: "karin.kanarie@south.example",
  name: "Karin Kanariefugl",
  words: ["kanarie", "gulfjer", "sangbur", "piverstemme", "frøblanding"],
} as const;

const FILE = "%PDF-1.4 kanarie i filen";

/** A mail of hers, or one that names her, with whatever is asked of it. */
function mail(fields: {
  from?: string;
  to?: string;
  cc?: string;
  id: string;
  subject?: string;
  text?: string;
  reply?: string;
  file?: boolean;
}): string {
  const { from = `=?utf-8?Q?${CANARY.name.replaceAll(" ", "_")}?= <${CANARY.address}>`, to = "support@desk.example" } =
    fields;
  const text = fields.text ?? `Min sangbur er i stykker.\n\nHilsen ${CANARY.name}\n${CANARY.address}`;
  const body = [
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    Buffer.from(text).toString("base64"),
  ];
  const file = [
    '--kvidder\nContent-Type: application/pdf; name="gulfjer.pdf"',
    'Content-Disposition: attachment; filename="gulfjer.pdf"\nContent-Transfer-Encoding: base64',
    "",
    Buffer.from(FILE).toString("base64"),
    "--kvidder--",
  ];
  return [
    `Authentication-Results: mx.desk.example; dmarc=pass header.from=${/@([a-z.]+)/.exec(from.slice(from.indexOf("<")))?.[1]}`,
    `From: ${from}`,
    `To: ${to}`,
    ...(fields.cc === undefined ? [] : [`Cc: ${fields.cc}`]),
    `Subject: =?utf-8?B?${Buffer.from(fields.subject ?? "Gulfjer på taget").toString("base64")}?=`,
    "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    `Message-ID: <${fields.id}>`,
    ...(fields.reply === undefined ? [] : [`In-Reply-To: <${fields.reply}>`]),
    ...(fields.file ? ['Content-Type: multipart/mixed; boundary="kvidder"', "", "--kvidder", ...body, ...file] : body),
    "",
  ].join("\n");
}

export interface CanaryScene {
  /** Her own ticket, one that was taken down by phone, and one of mette@north.example that she is on. */
  readonly own: { readonly id: number; readonly ref: string };
  readonly phoned: string;
  readonly others: { readonly id: number; readonly ref: string };
}

/** Plants her everywhere a desk keeps what people say. */
export async function plantCanary(desk: AgentDesk): Promise<CanaryScene> {
  const { open } = desk.desk;
  await desk.files(mail({ id: "kanarie-1@south.example", file: true }));
  const own = await desk.ticket();
  await desk.say(`Hej ${CANARY.name}, vi kigger på din sangbur.`, "one", own);
  await desk.say("#note\nFru kanarie er sød.", "one", own);
  await desk.say("#time 30m cause=vendor Talte med fru Kanariefugl", "one", own);
  await desk.say("#close", "one", own);
  const others = await desk.opens(
    `Min kollega ${CANARY.name} (${CANARY.address}) kan også svare.`,
    "mette@north.example",
    "other-1",
  );
  const reply = { reply: "other-1@north.example" };
  const cc = `"${CANARY.name}" <${CANARY.address}>, Bo <bo@north.example>`;
  await desk.files(
    mail({
      ...reply,
      from: "Mette <mette@north.example>",
      cc,
      id: "other-2@north.example",
      subject: "Re: Systemet",
      text: "Bilag følger.",
      file: false,
    }),
  );
  await sql`
    insert into participant values (${others.id}, ${CANARY.address}, 'admitted')
    on conflict (ticket_id, address) do update set state = 'admitted'`.execute(open.database);
  await desk.files(mail({ ...reply, id: "kanarie-2@south.example", text: "Jeg hører en piverstemme.", file: true }));
  await desk.say("Tak for det.", "one", others);
  const phoned = await phone(open);
  await quarantine(desk);
  await plantRows(open, own.id, others.id);
  return { own, phoned, others };
}

/** By phone: the desk writes the mail of what she said, and keeps the answer of the request for whoever sends it again. */
async function phone(open: OpenDesk): Promise<string> {
  const http = await startHttp(open);
  try {
    const key = await makeKey(open, SYSTEM, { name: "phone", scopes: ["write"], agent: null, expiresAt: null });
    const answer = await fetch(`${http.url}/api/v1/tickets`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key.ok ? key.key : ""}`,
        "content-type": "application/json",
        "idempotency-key": "kanarie-ringer",
      },
      body: JSON.stringify({
        requester: { address: CANARY.address, name: CANARY.name },
        subject: "Frøblanding",
        text: "Hun vil have frøblanding.",
        channel: "phone",
      }),
    });
    const { ref } = (await answer.json()) as { ref: string };
    await sql`update ticket set state = 'closed', closed_at = desk_now() where ref = ${ref}`.execute(open.database);
    return ref;
  } finally {
    await http.stop();
  }
}

async function quarantine(desk: AgentDesk): Promise<void> {
  const { open } = desk.desk;
  await desk.desk.accept(mail({ id: "kanarie-3@south.example", subject: "Gulfjer i karantæne" }));
  const { rows } = await sql<{ id: number }>`select id from inbound_email where state = 'accepted'`.execute(
    open.database,
  );
  const headers = {
    fingerprint: null,
    messageId: "<kanarie-3@south.example>",
    sender: CANARY.address,
    subject: "Gulfjer i karantæne",
  };
  await open.unitOfWork.reading.inbound.quarantine(rows[0]?.id ?? 0, "kunne ikke læses: kanarie", headers);
}

/** What would need a bouncing server, a webhook or weeks to come about. */
async function plantRows({ database }: OpenDesk, ownId: number, othersId: number): Promise<void> {
  const { address, name } = CANARY;
  await sql`update outbox set state = 'uncertain', next_at = null where class = 'acknowledgement' and ticket_id = ${ownId}`.execute(
    database,
  );
  await sql`update outbox set state = 'sent', sent_at = desk_now() where state = 'queued'`.execute(database);
  await sql`update outbox_recipient set state = 'sent', reply = ${`250 <${address}> ok`} where state = 'queued'`.execute(
    database,
  );
  await sql`insert into survey (ticket_id, token_sha256, expires_at, score, comment, answered_at)
    values (${ownId}, 'x', desk_now(), 4, 'God frøblanding', desk_now())`.execute(database);
  await sql`insert into suppression (address, why) values (${address}, ${`550 <${address}> no such user`})`.execute(
    database,
  );
  await sql`insert into automatic_answer (address, domain) values (${address}, 'south.example')`.execute(database);
  await sql`
    insert into approval (ticket_id, asked, question, asked_at, asked_by, asked_email_id, outcome, answered_at, answered_by, answer, answer_email_id)
    select id, 'consent', ${`Må vi, ${name}?`}, desk_now(), 'one', mail.first, 'given', desk_now(), ${address}, 'Ja, piverstemme', mail.first
    from ticket, (select min(id) as first from inbound_email) as mail where ticket.id = any(${[ownId, othersId]}::bigint[])`.execute(
    database,
  );
  await sql`
    insert into installed_change (ticket_id, organisation, at, agent, text, inbound_email_id, message_id, line)
    select ${ownId}, 'north', desk_now(), 'one', ${`Efter aftale med ${name}`}, min(id), '<kanarie-4@desk.example>', 1 from inbound_email`.execute(
    database,
  );
  for (const ticketId of [ownId, othersId]) {
    await sql`insert into webhook_delivery (webhook, event, ticket_id, payload, state, last_error)
      values ('chat', 'sla.breach', ${ticketId}, ${Buffer.from(`{"subject": "Gulfjer af ${name}"}`)}, 'delivered', ${address})`.execute(
      database,
    );
    await sql`insert into ticket_event (ticket_id, at, type, actor, data)
      values (${ticketId}, desk_now(), 'participant-admitted', 'agent:one', ${JSON.stringify({ address, agent: "one" })})`.execute(
      database,
    );
  }
  await sql`update mailbox set last_error = ${`refused ${address}`}, last_error_at = desk_now()`.execute(database);
  await sql`insert into job_run (name, ok, detail) values ('drill', false, ${`ticket of ${address}`})`.execute(
    database,
  );
  await sql`insert into console_deed (token, actor, outcome) values ('x', 'agent:one', ${JSON.stringify({ said: address })})`.execute(
    database,
  );
  await sql`update heartbeat set detail = ${address}`.execute(database);
  await sql`insert into heartbeat (name, at, detail) values ('canary', desk_now(), ${address}) on conflict do nothing`.execute(
    database,
  );
  await sql`insert into smtp_route (mailbox_id, name, why, since) select id, 'first', ${address}, desk_now() from mailbox limit 1`.execute(
    database,
  );
  await sql`
    update desk_version set document = jsonb_set(document, '{organisations}', ${JSON.stringify([{ id: "south", contacts: [address] }])})`.execute(
    database,
  );
  await sql`insert into known_error (title, created_at, created_by) values (${`Fejl set af ${address}`}, desk_now(), 'one')`.execute(
    database,
  );
  await sql`insert into known_error_event (known_error_id, at, actor, data)
    select id, desk_now(), 'agent:one', ${JSON.stringify({ title: `Fejl set af ${address}` })} from known_error`.execute(
    database,
  );
  await sql`insert into alert (kind, recipient) values ('escalation', ${address})`.execute(database);
  await sql`
    insert into release (key, module, version, kind, available_on, notes, imported_at) values ('core-1', 'core', '1', 'minor', '2026-01-01', '{}', desk_now())`.execute(
    database,
  );
  await sql`insert into release_recipient (release_id, address, language, organisations, reported)
    select id, ${address}, 'da', ${JSON.stringify([`south ${address}`])}, ${JSON.stringify([{ address, ref: "SV-1" }])} from release`.execute(
    database,
  );
  await sql`
    update outbox set last_error = ${address}, evidence = ${address}, owed_failures = array[${address}], refusals = ${JSON.stringify([{ address }])}
    where ticket_id = any(${[ownId, othersId]}::bigint[])`.execute(database);
  await sql`
    insert into imported_file (sha256, size, bytes) select sha256, 9, ${Buffer.from("gulfjer i en eksport")} from attachment limit 1`.execute(
    database,
  );
  await sql`update message set html = '<p>frøblanding</p>' where from_address = ${address}`.execute(database);
  await sql`update filing set reasons = ${JSON.stringify([`from ${address}`])}, facts = facts || ${JSON.stringify({ who: address })}
    where ticket_id = any(${[ownId, othersId]}::bigint[])`.execute(database);
  await sql`insert into organisation_event (organisation, at, actor, type, before, after)
    values ('south', desk_now(), 'key:1', 'changed', ${JSON.stringify({ contacts: [address] })}, ${JSON.stringify({ name: `Syd (${address})` })})`.execute(
    database,
  );
  await sql`insert into organisation_event (organisation, at, actor, type, after)
    values ('south', desk_now(), 'key:1', 'created', ${JSON.stringify({ contacts: [address, "bo@south.example"] })})`.execute(
    database,
  );
}

/** Where these words, hers for want of others, stand in a database as COPY writes it, tables of the queue included; bytes are looked through as what they are. */
export async function findCanary(url: string, words: readonly string[] = CANARY.words): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const names = await client.query<{ schema: string; name: string }>(
    "select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1, 2",
  );
  const found: string[] = [];
  for (const { schema, name } of names.rows) {
    const { rows } = await client.query<{ row: Record<string, unknown> }>(
      `select to_jsonb(one) as row from "${schema}"."${name}" as one`,
    );
    for (const { row } of rows) {
      for (const [column, value] of Object.entries(row)) if (holdsCanary(value, words)) found.push(`${name}.${column}`);
    }
  }
  await client.end();
  return [...new Set(found)];
}

/** In the clear, in base64 at any place of three bytes, or in hex, whatever its case. */
export function holdsCanary(value: unknown, words: readonly string[] = CANARY.words): boolean {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  const bytes = text.startsWith("\\x") ? Buffer.from(text.slice(2), "hex") : Buffer.from(text);
  const plain = bytes.toString("utf8").toLowerCase();
  const packed = bytes.toString("latin1").replaceAll(/\s/g, "");
  return words.some((word) => plain.includes(word) || spellings(word).some((one) => packed.includes(one)));
}

function spellings(word: string): string[] {
  return [word, `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`].flatMap((one) =>
    [0, 1, 2].map((shift) => {
      const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(one)]);
      const whole = bytes.toString("base64");
      return whole.slice(shift === 0 ? 0 : shift + 1, Math.floor((bytes.length * 4) / 3) - 1);
    }),
  );
}
