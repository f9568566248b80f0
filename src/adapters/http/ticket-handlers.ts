import { getTicket, getTicketEvents } from "../../usecases/get-ticket.ts";
import { listTickets, missingLevel } from "../../usecases/list-tickets.ts";
import type { Digest } from "../../usecases/ports/digest.ts";
import type { TicketReader } from "../../usecases/present-ticket.ts";
import type { TicketView } from "../../usecases/ticket-view.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import { Problem } from "./problem.ts";
import { pageOf, RefParameters } from "./schemas.ts";
import { Clock, Message, Ticket, TicketEvent, TicketQuery } from "./ticket-schemas.ts";
import { ticketVersion } from "./ticket-version.ts";

type TicketHandlers = Record<"tickets" | "ticket" | "ticketMessages" | "ticketEvents" | "ticketClocks", Handler>;

const TAGS = ["tickets"];
const NOT_FOUND = ["not-found"] as const;

export function createTicketHandlers({ digest, ...reader }: TicketReader & { digest: Digest }): TicketHandlers {
  return {
    tickets: {
      schema: {
        tags: TAGS,
        summary: "Tickets, newest first",
        querystring: TicketQuery,
        response: { 200: pageOf(Ticket) },
      },
      async handle(request) {
        const { cursor, ...filter } = request.query as TicketQuery;
        const page = await listTickets(reader, {
          ...filter,
          ...(cursor === undefined ? {} : { beforeId: readCursor("tickets", cursor) }),
        });
        const fault = cursor === undefined ? missingLevel(reader.desk, filter, page.items) : null;
        if (fault !== null) throw new Problem("invalid-request", fault);
        return { items: page.items, next: writeCursor("tickets", page.next) };
      },
    },
    ticket: {
      schema: { tags: TAGS, summary: "One ticket", params: RefParameters, response: { 200: Ticket } },
      problems: NOT_FOUND,
      async handle(request, reply) {
        const ticket = await getOrRefuse(reader, request.params);
        const row = await reader.stores.tickets.findByRef(ticket.ref);
        if (row !== null) reply.header("etag", await ticketVersion(reader.stores, digest, row));
        return ticket;
      },
    },
    ticketMessages: {
      schema: {
        tags: TAGS,
        summary: "The messages of a ticket, oldest first",
        params: RefParameters,
        response: { 200: pageOf(Message) },
      },
      problems: NOT_FOUND,
      handle: async (request) => whole((await getOrRefuse(reader, request.params)).messages),
    },
    ticketEvents: {
      schema: {
        tags: TAGS,
        summary: "The history of a ticket, oldest first",
        params: RefParameters,
        response: { 200: pageOf(TicketEvent) },
      },
      problems: NOT_FOUND,
      async handle(request) {
        const events = await getTicketEvents(reader, (request.params as RefParameters).ref);
        if (events === null) throw new Problem("not-found");
        return whole(events);
      },
    },
    ticketClocks: {
      schema: {
        tags: TAGS,
        summary: "The clocks of a ticket",
        params: RefParameters,
        response: { 200: pageOf(Clock) },
      },
      problems: NOT_FOUND,
      handle: async (request) => whole((await getOrRefuse(reader, request.params)).clocks),
    },
  };
}

async function getOrRefuse(reader: TicketReader, params: unknown): Promise<TicketView> {
  const ticket = await getTicket(reader, (params as RefParameters).ref);
  if (ticket === null) throw new Problem("not-found");
  return ticket;
}

/** A list that is always given whole. */
function whole<Item>(items: Item[]): { items: Item[]; next: null } {
  return { items, next: null };
}
