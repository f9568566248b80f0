import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { startHttp } from "../../src/start-http.ts";
import { fireDueClocks } from "../../src/usecases/clock/fire-due-clocks.ts";
import { type AgentDesk, openAgentDeskOn } from "./agent-desk.ts";
import { makeTestLink, openTestSession } from "./console-pass.ts";
import { SUPPORT_MAILBOX, testDesk } from "./test-desk.ts";

/** Monday, so that clocks of office hours run. */
const BEGIN = "2026-11-30T08:05:00+01:00";

const DESK = `${SUPPORT_MAILBOX}
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] }
  two: { name: Agent Two, addresses: [two@desk.example], roles: [agent] }
  olga: { name: Olga Drift, addresses: [olga@desk.example], roles: [ops] }
  arne: { name: Arne Konto, addresses: [arne@desk.example], roles: [accountManager] }
  gone: { name: Gunnar Rejst, addresses: [gone@desk.example], roles: [ops], active: false }
teams:
  support: { members: [one, two], lead: one, default: true }
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor, agreement: { from: 2026-01-01, to: 2027-12-31 }, accountManager: arne, installed: [{ module: core, version: "5.2" }], contacts: [it@north.example] }
  - { id: south, name: Sydvand A/S, domains: [syd.example], hosting: customer, agreement: { from: 2025-01-01, to: 2026-06-30 }, contacts: [drift@syd.example] }
rules:
  - { when: { subject: "står stille" }, set: { level: A } }
  - { when: { subject: "langsom" }, set: { level: B } }
`;

/** Those who have a session, whether or not it is still of use. */
const VIEWERS = ["one", "two", "olga", "arne", "gone", "nobody"];

/** The whole desk with its console: real mails were filed, clocks run, one promise is broken, mail is held and doubted. */
export interface ConsoleDesk {
  readonly url: string;
  readonly world: AgentDesk;
  readonly db: Kysely<Schema>;
  link(agent?: string): Promise<string>;
  /** The cookie of the session of an agent, or of whoever has a link in nobody's name: always the same. */
  session(agent?: string): string;
  get(path: string, agent?: string | null, headers?: Record<string, string>): Promise<Response>;
  moveTime(minutes: number): Promise<void>;
  /** Refs of the tickets, newest first. */
  refs(): Promise<string[]>;
  close(): Promise<void>;
}

export async function openConsoleDesk(more = ""): Promise<ConsoleDesk> {
  const world = await openAgentDeskOn(testDesk(DESK + more));
  const { open } = world.desk;
  const server = await startHttp(open);
  const db = open.database;
  const sessions = new Map<string | undefined, string>();
  for (const agent of [undefined, ...VIEWERS]) sessions.set(agent, await openTestSession(open, agent ?? null));
  const session = (agent?: string) => {
    const cookie = sessions.get(agent);
    if (cookie === undefined) throw new Error(`nobody opened a session of ${agent}`);
    return cookie;
  };
  return {
    url: server.url,
    world,
    db,
    link: (agent) => makeTestLink(open, server.url, agent ?? null),
    session,
    get: (path, agent, headers = {}) =>
      fetch(new URL(path, server.url), {
        redirect: "manual",
        headers: { accept: "text/html", ...(agent === null ? {} : { cookie: session(agent) }), ...headers },
      }),
    async moveTime(minutes) {
      await sql`update desk_time set "offset" = "offset" + ${minutes} * interval '1 minute'`.execute(db);
    },
    refs: async () => (await open.unitOfWork.reading.tickets.list({ limit: 100 })).map(({ ref }) => ref),
    async close() {
      await server.stop();
      await world.close();
    },
  };
}

/** What happened on a Monday: told by real mails, so that every page has something to show. */
export async function tellMonday(desk: ConsoleDesk): Promise<void> {
  const { world, db } = desk;
  await sql`update desk_time set "offset" = ${BEGIN}::timestamptz - now()`.execute(db);
  await world.files(
    mail(
      "Systemet er langsomt og langsom",
      "Siden i morges tager hvert billede 20 sekunder.\n\nVenlig hilsen\nBo Lind",
    ),
  );
  await desk.moveTime(35);
  await world.files(
    mail(
      "Alt står stille",
      "Ingen kan logge ind, og målingerne kommer ikke ind.\n\nVenlig hilsen\nBo Lind",
      "bo@north.example",
      true,
    ),
  );
  await desk.moveTime(40);
  await world.say(
    "#assign two\n#time 30m cause=vendor fejlsøgning\n#change Loggen på serveren er renset\n\nVi er på sagen og vender tilbage inden frokost.",
  );
  await world.files(mail("Hvor finder jeg årsrapporten?", "Jeg leder efter rapporten for 2025.", "lis@north.example"));
  await world.files(mail("Hjælp til opsætning", "Vi vil gerne have hjælp.", "per@syd.example"));
  await desk.moveTime(300);
  await fire(desk);
  await desk.moveTime(70);
  await fire(desk);
  await hold(desk);
}

async function fire({ world }: ConsoleDesk): Promise<void> {
  const { open } = world.desk;
  const bells = { ring: () => undefined, arm: async () => [] };
  const deps = { unitOfWork: open.unitOfWork, context: open.clock, mail: open.mail, log: open.log, bells };
  await fireDueClocks({ ...deps, publicUrl: open.filing.context.publicUrl });
}

/** One mail in quarantine, and one of the outbox in each state that asks for somebody. */
async function hold({ db }: ConsoleDesk): Promise<void> {
  const source = "From: Tom <tom@north.example>\r\nSubject: Bilag\r\n\r\n\u0000\u202E binary";
  const bytes = Buffer.from(source);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await sql`insert into raw_mail (sha256, size, bytes) values (${sha256}, ${bytes.length}, ${bytes})`.execute(db);
  await sql`insert into inbound_email (mailbox_id, sha256, channel, state, sender_address, subject, last_error)
    select min(id), ${sha256}, 'imap', 'quarantined', 'tom@north.example', 'Bilag',
      'The reader was ended twice: it took more than 512 MB of memory.' from mailbox`.execute(db);
  await sql`update outbox set state = 'uncertain', attempts = 1, last_error = 'The connection broke after the last byte; no answer came.'
    where id = (select min(id) from outbox where class = 'reply')`.execute(db);
  await sql`update outbox set state = 'failed', attempts = 3, last_error = '550 5.1.1 no such user here'
    where id = (select min(id) from outbox where class = 'acknowledgement')`.execute(db);
  await sql`update mailbox set last_success_at = desk_now() - interval '40 seconds'`.execute(db);
}

let mails = 0;

function mail(subject: string, text: string, from = "bo@north.example", hasHtml = false): string {
  mails += 1;
  const head = `From: ${from.split("@")[0]?.replace(/^./, (first) => first.toUpperCase())} Lind <${from}>
To: support@desk.example
Message-ID: <monday-${mails}@${from.split("@")[1]}>
Subject: =?utf-8?B?${Buffer.from(subject).toString("base64")}?=
MIME-Version: 1.0
`;
  const plain = `Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from(text).toString("base64")}
`;
  if (!hasHtml) return head + plain;
  const html = `<p>Ingen kan <b>logge ind</b>, og målingerne kommer ikke ind.</p><table border="1"><tr><td>Måler</td><td>4711</td></tr></table>`;
  return `${head}Content-Type: multipart/mixed; boundary="m"

--m
Content-Type: multipart/alternative; boundary="a"

--a
${plain}
--a
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from(html).toString("base64")}
--a--
--m
Content-Type: image/png; name="skærm.png"
Content-Disposition: attachment; filename="skaerm.png"
Content-Transfer-Encoding: base64

iVBORw0KGgo=
--m--
`;
}
