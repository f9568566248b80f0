import { expect, test } from "@jest/globals";
import { instant } from "../../../src/domain/time/instant.ts";
import { listTickets } from "../../../src/usecases/list-tickets.ts";
import type { StoredClock } from "../../../src/usecases/ports/clock-store.ts";
import type { Message, Ticket } from "../../../src/usecases/ports/ticket-store.ts";
import type { TicketReader } from "../../../src/usecases/present-ticket.ts";

const ticket = (id: number) =>
  ({ id, ref: `SV-${id}`, requester: { address: "ida@north.example", name: "" }, openedAt: instant(0) }) as Ticket;
const clock = (id: number, ticketId: number) =>
  ({ id, ticketId, startedAt: instant(0), deadlineAt: null, metAt: null, breachedAt: null }) as StoredClock;
const message = (id: number, ticketId: number) =>
  ({ id, ticketId, to: [], cc: [], attachments: [], sentAt: instant(0) }) as unknown as Message;

/** Tickets 1 to `count`, each with two clocks (10 times its id, and one more) and a message (100 times its id). */
function readerOf(count: number): { reader: TicketReader; looks: string[] } {
  const looks: string[] = [];
  const ofEach = async <T>(name: string, ids: readonly number[], make: (id: number) => T[]) => {
    looks.push(name);
    return new Map(ids.map((id) => [id, make(id)]));
  };
  const stores = {
    now: async () => instant(0),
    tickets: {
      list: async ({ limit }: { limit: number }) =>
        Array.from({ length: Math.min(limit, count) }, (_, index) => ticket(count - index)),
      listMessagesOf: (ids: readonly number[]) => ofEach("messages", ids, (id) => [message(id * 100, id)]),
    },
    clocks: {
      listForTickets: (ids: readonly number[]) =>
        ofEach("clocks", ids, (id) => [clock(id * 10, id), clock(id * 10 + 1, id)]),
    },
    releases: { keysOfTickets: (ids: readonly number[]) => ofEach("releases", ids, () => []) },
  } as unknown as TicketReader["stores"];
  const elapsedMs: TicketReader["elapsedMs"] = async (clocks) => {
    looks.push("elapsed");
    return new Map(clocks.map(({ id }) => [id, id * 60_000]));
  };
  return { reader: { stores, elapsedMs, desk: { activities: {}, levels: {} } }, looks };
}

test("a page of tickets takes as many looks however many tickets are on it", async () => {
  for (const count of [1, 40]) {
    const { reader, looks } = readerOf(count);
    expect((await listTickets(reader, { limit: 50 })).items).toHaveLength(count);
    expect(looks.sort()).toEqual(["clocks", "elapsed", "messages", "releases"]);
  }
});

test("every ticket of a page has its own clocks, with what they spent, and its own messages", async () => {
  const page = await listTickets(readerOf(3).reader, { limit: 2 });
  expect(page.next).toBe(2);
  expect(
    page.items.map(({ ref, clocks, messages }) => ({
      ref,
      clocks: clocks.map(({ id, elapsedMinutes }) => [id, elapsedMinutes]),
      messages: messages.map(({ id }) => id),
    })),
  ).toEqual([
    {
      ref: "SV-3",
      clocks: [
        [30, 30],
        [31, 31],
      ],
      messages: [300],
    },
    {
      ref: "SV-2",
      clocks: [
        [20, 20],
        [21, 21],
      ],
      messages: [200],
    },
  ]);
});
