import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { createReplyAddress } from "../../src/domain/outbound/reply-address.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { type FilingDeps, fileMailboxes } from "../../src/usecases/filing/file-mailboxes.ts";
import type { Stores } from "../../src/usecases/ports/unit-of-work.ts";
import { acceptAll } from "../support/accept-all.ts";
import { openTestDesk, type TestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

const EARLIER = 400;
const SHOWN = 5;

let desk: TestDesk;

beforeEach(async () => {
  desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
  await desk.file(mail({ id: "q0", text: "Systemet virker ikke, kan I hjælpe?" }));
  await sql`
    insert into message (ticket_id, direction, author, from_address, from_name, subject, text, reply_text, message_id, sent_at)
    select id, case when n % 2 = 0 then 'inbound' else 'outbound' end, case when n % 2 = 0 then 'requester' else 'agent' end,
      'mette@north.example', 'Mette', 'Hjælp', 'alt', 'Besked nummer ' || n || ' ' || repeat('æ', 5000),
      '<m' || n || '@north.example>', opened_at + make_interval(secs => n)
    from ticket, generate_series(1, ${sql.lit(EARLIER)}) as n order by n`.execute(desk.open.database);
});

afterEach(() => desk.close());

interface Mail {
  id: string;
  text: string;
  from?: string;
  to?: string;
  replyTo?: string;
}

function mail({ id, text, from = "mette@north.example", to = "support@desk.example", replyTo }: Mail): string {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return [
    `Authentication-Results: mx.desk.example; dmarc=pass header.from=${domain}`,
    `From: ${from}`,
    `To: ${to}`,
    "Subject: Hjælp",
    `Message-ID: <${id}@${domain}>`,
    ...(replyTo === undefined ? [] : [`In-Reply-To: ${replyTo}`]),
    "Content-Type: text/plain; charset=utf-8",
    "",
    text,
    "",
  ].join("\r\n");
}

/** Files like the desk, but no ticket can be read with all its messages. */
async function fileWithoutWholeTickets(text: string): Promise<void> {
  await acceptAll(desk, [Buffer.from(text)]);
  const { unitOfWork } = desk.open;
  const refused = () => Promise.reject(new Error("all messages of a ticket were asked for"));
  const narrow = (stores: Stores): Stores => ({
    ...stores,
    tickets: { ...stores.tickets, listMessages: refused, listMessagesOf: refused },
  });
  const deps: FilingDeps = {
    ...desk.open.filing,
    unitOfWork: { ...unitOfWork, transaction: (work) => unitOfWork.transaction((stores) => work(narrow(stores))) },
  };
  await fileMailboxes(deps);
}

async function onlyTicketId(): Promise<number> {
  const tickets = await desk.open.unitOfWork.reading.tickets.list({ limit: 10 });
  expect(tickets).toHaveLength(1);
  return tickets[0]?.id ?? 0;
}

async function newestMail(mailClass: string): Promise<string> {
  const { outbox } = desk.open.unitOfWork.reading;
  const found = (await outbox.list({ limit: 100 })).find((one) => one.class === mailClass);
  return Buffer.from((await outbox.find(found?.id ?? 0))?.bytes ?? []).toString();
}

async function agentMail(id: string, text: string): Promise<string> {
  const recipient = { kind: "agent", key: "one" } as const;
  const grant = { ticketId: await onlyTicketId(), recipient, expiresAt: instant(Date.now() + 86_400_000) };
  const to = createReplyAddress("support@desk.example", grant, desk.open.signer);
  return mail({ id, text, from: "one@desk.example", to });
}

test("a mail on a ticket of hundreds of messages tells agents of the last five, cut, and counts the others, without unproved notes", async () => {
  const before = (await desk.open.unitOfWork.reading.tickets.listMessages(await onlyTicketId())).length;
  await sql`
    insert into message (ticket_id, direction, author, reply_text, sent_at)
    select id, 'note', 'unknown', 'Besked nummer 999', opened_at from ticket`.execute(desk.open.database);
  await fileWithoutWholeTickets(mail({ id: "q1", text: "Virker det snart?", replyTo: "<q0@north.example>" }));
  const ticketId = await onlyTicketId();
  const asked = { exceptInboundEmailId: 2, limit: SHOWN, characters: 2001 };
  const { newest, count } = await desk.open.unitOfWork.reading.tickets.listNewest(ticketId, asked);
  expect(count).toBe(before);
  expect(newest.map(({ text }) => text.split(" ")[2])).toEqual(["400", "399", "398", "397", "396"]);
  expect(newest.map(({ text }) => text.length)).toEqual(Array.from({ length: SHOWN }, () => 2001));
  expect(await desk.open.unitOfWork.reading.tickets.listMessages(ticketId)).toHaveLength(before + 2);
  expect(await newestMail("notification")).toContain(`${before - SHOWN}`);
});

test("an answer on a ticket of hundreds of messages names the first mail and the nearest, and goes out once", async () => {
  await fileWithoutWholeTickets(await agentMail("a1", "Det virker igen."));
  const reply = await newestMail("reply");
  const references = /^References:((?:.*\r\n[ \t])*.*)\r\n/im.exec(reply)?.[1]?.trim().split(/\s+/) ?? [];
  expect(references).toHaveLength(20);
  expect(references[0]).toBe("<q0@north.example>");
  expect(references.at(-1)).toBe(`<m${EARLIER}@north.example>`);
  // What the agents of this history wrote has no mail that went out, so no id that the customer knows.
  expect(references.at(-2)).toBe(`<m${EARLIER - 2}@north.example>`);
  await fileWithoutWholeTickets(await agentMail("a1", "Det virker igen.\r\n\r\n-- \r\nScanned by a gateway"));
  const [last] = await desk.open.unitOfWork.reading.inbound.list({ limit: 1 });
  expect(last).toMatchObject({ state: "filed", decision: "recorded", messageId: "<a1@desk.example>" });
  const sent = await desk.open.unitOfWork.reading.outbox.list({ limit: 100 });
  expect(sent.filter((one) => one.class === "reply")).toHaveLength(1);
});
