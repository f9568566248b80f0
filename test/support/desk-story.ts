import type { Kysely } from "kysely";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { StoredClock } from "../../src/usecases/ports/clock-store.ts";
import type { NewMessage, NewTicket } from "../../src/usecases/ports/ticket-store.ts";
import type { HttpDesk } from "./http-desk.ts";

const HOUR_MS = 3_600_000;

/** Opens a ticket as the stores would after filing a mail; gives its id. */
export async function openTicket(desk: HttpDesk, ticket: Partial<NewTicket> & { ref: string }): Promise<number> {
  const now = await desk.stores.now();
  const whole: NewTicket = {
    subject: "The nightly import stopped",
    state: "new",
    level: "C",
    requester: { address: "ida@north.example", name: "Ida Holm" },
    mailboxId: null,
    organisation: "north",
    agreement: { from: "2026-01-01", to: "2027-12-31" },
    hosting: "vendor",
    service: null,
    activity: null,
    coverage: "unknown",
    responsible: "vendor",
    team: "support",
    agent: null,
    language: "da",
    relatedTicketId: null,
    openedAt: instant(now - HOUR_MS),
    ...ticket,
  };
  const id = (await desk.stores.tickets.open(whole))?.id ?? 0;
  await desk.stores.tickets.appendEvent({
    ticketId: id,
    at: whole.openedAt,
    type: "opened",
    actor: "requester",
    data: {},
  });
  return id;
}

export async function addMessage(desk: HttpDesk, ticketId: number, message: Partial<NewMessage> = {}): Promise<number> {
  const id = await desk.stores.tickets.nextMessageId();
  await desk.stores.tickets.addMessage({
    id,
    ticketId,
    direction: "inbound",
    author: "requester",
    kind: "person",
    from: { address: "ida@north.example", name: "Ida Holm" },
    to: [{ address: "support@desk.example", name: "" }],
    cc: [],
    subject: "The nightly import stopped",
    text: "Since last night no readings arrive.\n\nRegards\nIda",
    replyText: "Since last night no readings arrive.",
    html: null,
    messageId: null,
    inboundEmailId: null,
    authentic: true,
    sentAt: await desk.stores.now(),
    attachments: [],
    ...message,
  });
  return id;
}

export async function startClock(
  desk: HttpDesk,
  ticketId: number,
  clock: Partial<Omit<StoredClock, "id" | "version">> = {},
): Promise<number> {
  const now = await desk.stores.now();
  const deskVersionId = desk.deps.clock.deskVersionId;
  const whole = {
    ticketId,
    kind: "first_response" as const,
    level: "C",
    calendar: "office",
    deskVersionId,
    state: "running" as const,
    startedAt: instant(now - HOUR_MS),
    targetMinutes: 960,
    deadlineAt: instant(now + 15 * HOUR_MS),
    elapsedMs: HOUR_MS,
    metAt: null,
    breachedAt: null,
    pauseReason: null,
    nextWakeAt: instant(now + 15 * HOUR_MS),
    ...clock,
  };
  const id = await desk.stores.clocks.insert(whole);
  const { startedAt: at, level, targetMinutes, calendar } = whole;
  const data = { level, targetMinutes, calendar, deskVersionId };
  await desk.stores.clocks.appendEvent({ clockId: id, at, type: "start", data });
  return id;
}

/** An email that could not be read, as it lies in quarantine; gives its id. */
export async function quarantine(
  db: Kysely<Schema>,
  email: { from: string; subject: string; why: string },
): Promise<number> {
  const sha256 = `${email.subject}${email.from}`.padEnd(64, "0").slice(0, 64);
  const mailbox = await db
    .insertInto("mailbox")
    .values({ name: "support", folder: "INBOX" })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ folder: "INBOX" }))
    .returning("id")
    .executeTakeFirstOrThrow();
  await db
    .insertInto("raw_mail")
    .values({ sha256, size: 1, bytes: new Uint8Array([10]) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db
    .insertInto("inbound_email")
    .values({
      mailbox_id: mailbox.id,
      sha256,
      channel: "imap",
      state: "quarantined",
      sender_address: email.from,
      subject: email.subject,
      last_error: email.why,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return row.id;
}
