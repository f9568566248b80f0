import type { FastifyReply, FastifyRequest } from "fastify";
import { TICKET_STATES, type TicketState } from "../../domain/ticket/ticket-state.ts";
import { getTicket, getTicketEvents } from "../../usecases/get-ticket.ts";
import { listTickets } from "../../usecases/list-tickets.ts";
import { readOverview } from "../../usecases/overview.ts";
import { cutPage } from "../../usecases/page.ts";
import { INBOUND_STATES, type InboundState } from "../../usecases/ports/inbound-store.ts";
import { OUTBOX_STATES, type OutboxState } from "../../usecases/ports/outbox-store.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { readSearch, type Search } from "./search.ts";

type ConsoleHandlers = Record<
  "consoleOverview" | "consoleTickets" | "consoleTicket" | "consoleInbound" | "consoleOutbox" | "consoleStyle",
  Handler
>;

const ROWS = 50;
/** The overview may hang on a wall: it loads itself anew, without any script. */
const REFRESH_SECONDS = "60";

/** The pages of the console. What is asked for in the address is read leniently: a wrong filter is no filter. */
export function createConsoleHandlers(deps: HttpDeps): ConsoleHandlers {
  const page = (handle: (request: FastifyRequest, reply: FastifyReply) => Promise<string>): Handler => ({
    schema: UNDOCUMENTED,
    handle: async (request, reply) => reply.type("text/html; charset=utf-8").send(await handle(request, reply)),
  });
  return {
    consoleOverview: page(async (_request, reply) => {
      reply.header("refresh", REFRESH_SECONDS);
      return deps.console.overview(await readOverview(deps));
    }),
    consoleTickets: page((request) => showTickets(deps, readSearch(request.query))),
    consoleTicket: page((request) => showTicket(deps, (request.params as { ref: string }).ref)),
    consoleInbound: page((request) => showInbound(deps, readSearch(request.query))),
    consoleOutbox: page((request) => showOutbox(deps, readSearch(request.query))),
    consoleStyle: {
      schema: UNDOCUMENTED,
      handle: async (_request, reply) => reply.type("text/css; charset=utf-8").send(deps.console.style),
    },
  };
}

async function showTickets(deps: HttpDeps, search: Search): Promise<string> {
  const state = search.oneOf("state", TICKET_STATES);
  const [level, q] = [search.text("level"), search.text("q")];
  const page = await listTickets(deps, {
    ...(state === null ? {} : { state: state satisfies TicketState }),
    ...(level === "" ? {} : { level }),
    ...(q === "" ? {} : { q }),
    ...search.before(),
    limit: ROWS,
  });
  return deps.console.tickets({
    now: await deps.stores.now(),
    items: page.items,
    filter: { state: state ?? "", level, q },
    older: search.linkBefore("/tickets", page.next),
  });
}

async function showTicket(deps: HttpDeps, ref: string): Promise<string> {
  const [ticket, events, now] = await Promise.all([
    getTicket(deps, ref),
    getTicketEvents(deps, ref),
    deps.stores.now(),
  ]);
  const row = await deps.stores.tickets.findByRef(ticket?.ref ?? "");
  if (ticket === null || events === null || row === null) throw new Problem("not-found");
  const mails = await deps.stores.outbox.list({ ticketId: row.id, limit: ROWS });
  return deps.console.ticket({ ticket, events, mails, now });
}

async function showInbound(deps: HttpDeps, search: Search): Promise<string> {
  const state: InboundState | null = search.oneOf("state", INBOUND_STATES);
  const rows = await deps.stores.inbound.list({
    ...(state === null ? {} : { state }),
    ...search.before(),
    limit: ROWS + 1,
  });
  const { items, next } = cutPage(rows, ROWS);
  const now = await deps.stores.now();
  return deps.console.inbound({ items, state: state ?? "", older: search.linkBefore("/inbound", next), now });
}

async function showOutbox(deps: HttpDeps, search: Search): Promise<string> {
  const state: OutboxState | null = search.oneOf("state", OUTBOX_STATES);
  const rows = await deps.stores.outbox.list({
    ...(state === null ? {} : { state }),
    ...search.before(),
    limit: ROWS + 1,
  });
  const { items, next } = cutPage(rows, ROWS);
  const now = await deps.stores.now();
  return deps.console.outbox({ items, state: state ?? "", older: search.linkBefore("/outbox", next), now });
}
