import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Kysely } from "kysely";
import { openDatabase } from "../../src/adapters/postgres/database.ts";
import type { Schema } from "../../src/adapters/postgres/schema.ts";
import { createUnitOfWork } from "../../src/adapters/postgres/unit-of-work.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { NewTicket, TicketEvent } from "../../src/usecases/ports/ticket-store.ts";
import { RunAgain, type Stores, type UnitOfWork } from "../../src/usecases/ports/unit-of-work.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { silentLog } from "../support/silent-log.ts";

const NO_TICKET = 999_999_999;
const FOREIGN_KEY = { code: "23503" };

let testDatabase: TestDatabase;
let db: Kysely<Schema>;
let unitOfWork: UnitOfWork;
let count = 0;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  db = openDatabase({ url: testDatabase.url, log: silentLog, maxConnections: 2 });
  unitOfWork = createUnitOfWork(db);
});

afterAll(async () => {
  await db.destroy();
  await testDatabase.drop();
});

test("what is read after a write sees it, though nobody waited for the write", async () => {
  const { id } = await openTicket();
  const seen = await unitOfWork.transaction(async (stores) => {
    const before: string[] = [];
    for (let index = 0; index < 20; index++) {
      await stores.tickets.appendEvent(event(id, `event ${index}`));
      const events = await stores.tickets.listEvents(id);
      before.push(String(events.at(-1)?.data.note));
    }
    return before;
  });
  expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => `event ${index}`));
});

test("a write that fails undoes its own savepoint and no other, and is named as the cause", async () => {
  const { id } = await openTicket();
  await unitOfWork.transaction(async (stores) => {
    await stores.savepoint(() => stores.tickets.appendEvent(event(id, "before")));
    await expect(failingMail(stores, id)).rejects.toMatchObject(FOREIGN_KEY);
    await stores.savepoint(() => stores.tickets.appendEvent(event(id, "after")));
  });
  expect(await notesOf(id)).toEqual(["before", "after"]);
});

test("a failing last write makes its savepoint fail, too", async () => {
  const { id } = await openTicket();
  await unitOfWork.transaction(async (stores) => {
    const failing = stores.savepoint(async () => {
      await stores.tickets.appendEvent(event(id, "undone"));
      await stores.tickets.appendEvent(event(NO_TICKET, "refused"));
    });
    await expect(failing).rejects.toMatchObject(FOREIGN_KEY);
  });
  expect(await notesOf(id)).toEqual([]);
});

test("a write outside of savepoints that fails makes the whole transaction fail", async () => {
  const { id } = await openTicket();
  const transaction = unitOfWork.transaction(async (stores) => {
    await stores.tickets.appendEvent(event(id, "undone"));
    await stores.tickets.appendEvent(event(NO_TICKET, "refused"));
  });
  await expect(transaction).rejects.toMatchObject(FOREIGN_KEY);
  expect(await notesOf(id)).toEqual([]);
});

test("an exception of the work itself undoes what was sent and reaches the caller", async () => {
  const { id } = await openTicket();
  const transaction = unitOfWork.transaction(async (stores) => {
    await stores.tickets.appendEvent(event(id, "undone"));
    throw new Error("the work changed its mind");
  });
  await expect(transaction).rejects.toThrow("the work changed its mind");
  expect(await notesOf(id)).toEqual([]);
});

test("a ticket is opened with its requester as first participant, and not under a reference that is taken", async () => {
  const ticket = await openTicket({ requester: { address: "ida@north.example", name: "Ida" } });
  const { tickets } = unitOfWork.reading;
  expect(ticket).toEqual(await tickets.find(ticket.id));
  expect(await tickets.listParticipants(ticket.id)).toEqual([{ address: "ida@north.example", state: "requester" }]);
  expect(await tickets.open({ ...draft(), ref: ticket.ref })).toBeNull();
  const again = await openTicket({ requester: { address: "ida@north.example", name: "" } });
  expect(again.requester.name).toBe("Ida");
});

test("a message keeps the id that was taken for it, and its attachments", async () => {
  const { id: ticketId } = await openTicket();
  const part = { filename: "a.pdf", contentType: "application/pdf", size: 3, sha256: "abc", inline: false };
  const id = await unitOfWork.transaction(async (stores) => {
    const taken = await stores.tickets.nextMessageId();
    await stores.tickets.addMessage({ ...message(ticketId), id: taken, attachments: [part] });
    return taken;
  });
  const [kept] = await unitOfWork.reading.tickets.listMessages(ticketId);
  expect(kept).toMatchObject({ id, attachments: [part] });
});

async function failingMail(stores: Stores, ticketId: number): Promise<void> {
  await stores.savepoint(async () => {
    await stores.tickets.appendEvent(event(ticketId, "undone"));
    await stores.tickets.appendEvent(event(NO_TICKET, "refused"));
    await stores.tickets.appendEvent(event(ticketId, "undone as well"));
    await stores.tickets.find(ticketId);
  });
}

async function notesOf(ticketId: number): Promise<unknown[]> {
  return (await unitOfWork.reading.tickets.listEvents(ticketId)).map(({ data }) => data.note);
}

function event(ticketId: number, note: string): TicketEvent {
  return { ticketId, at: instant(0), type: "watched", actor: "desk", data: { note } };
}

function draft(): NewTicket {
  count += 1;
  return {
    ref: `SV-UOW${count}`,
    subject: "Nothing works",
    state: "new",
    level: "C",
    requester: { address: `requester${count}@north.example`, name: "Requester" },
    mailboxId: null,
    organisation: null,
    agreement: null,
    hosting: null,
    service: null,
    activity: null,
    coverage: "unknown",
    responsible: "vendor",
    team: null,
    agent: null,
    language: "da",
    relatedTicketId: null,
    openedAt: instant(0),
  };
}

async function openTicket(changes: Partial<NewTicket> = {}) {
  const ticket = await unitOfWork.reading.tickets.open({ ...draft(), ...changes });
  if (ticket === null) throw new Error("the reference is taken");
  return ticket;
}

function message(ticketId: number) {
  return {
    ticketId,
    direction: "outbound" as const,
    author: "agent" as const,
    kind: "person",
    from: null,
    to: [],
    cc: [],
    subject: "Re: Nothing works",
    text: "It works again.",
    replyText: "It works again.",
    html: null,
    messageId: null,
    inboundEmailId: null,
    authentic: true,
    sentAt: instant(0),
  };
}

test("what is to be told after the commit is told once, in order, and of nothing that was undone", async () => {
  const told: string[] = [];
  let runs = 0;
  await unitOfWork.transaction(async (stores) => {
    runs += 1;
    stores.afterCommit(() => told.push("before"));
    const undone = stores.savepoint(async () => {
      stores.afterCommit(() => told.push("undone"));
      throw new Error("called off");
    });
    await expect(undone).rejects.toThrow("called off");
    await stores.savepoint(async () => stores.afterCommit(() => told.push("after")));
    if (runs === 1) throw new RunAgain("something changed");
    expect(told).toEqual([]);
  });
  expect(told).toEqual(["before", "after"]);
  const failing = unitOfWork.transaction(async (stores) => {
    stores.afterCommit(() => told.push("never"));
    throw new Error("called off");
  });
  await expect(failing).rejects.toThrow("called off");
  unitOfWork.reading.afterCommit(() => told.push("at once"));
  expect(told).toEqual(["before", "after", "at once"]);
});
