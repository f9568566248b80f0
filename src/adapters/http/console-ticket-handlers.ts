import type { Language } from "../../domain/desk/language.ts";
import { LANGUAGES } from "../../domain/desk/language.ts";
import { parseTicketRef } from "../../domain/ticket/ticket-ref.ts";
import { TICKET_STATES } from "../../domain/ticket/ticket-state.ts";
import { explainClocks } from "../../usecases/clock/explain-clocks.ts";
import { type DrawingOrder, describeClocks, drawClocks } from "../../usecases/drawing/draw-clocks.ts";
import { getTicketEvents } from "../../usecases/get-ticket.ts";
import { listTickets, missingLevel } from "../../usecases/list-tickets.ts";
import { readOverview } from "../../usecases/overview.ts";
import type { Message, Ticket } from "../../usecases/ports/ticket-store.ts";
import { presentTickets } from "../../usecases/present-ticket.ts";
import { allowScript } from "./console-live-handlers.ts";
import { type Asked, idParameter, pageWith, parameter } from "./console-page.ts";
import { contentDisposition } from "./content-disposition.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { nameActor } from "./name-actor.ts";
import { Problem } from "./problem.ts";
import { readSearch } from "./search.ts";
import { FRAGMENT_HEADERS, IMAGE_HEADERS, writeFragment } from "./shut-in.ts";

type TicketHandlers = Record<
  "consoleOverview" | "consoleTickets" | "consoleTicket" | "consoleClocks" | "consoleFormatted" | "consoleFile",
  Handler
>;

const ROWS = 50;
const MAILS = 20;

/** The queue, the tickets, and what belongs to one. */
export function createConsoleTicketHandlers(deps: HttpDeps): TicketHandlers {
  const page = pageWith(deps);
  const tickets = page((asked) => showTickets(deps, asked));
  return {
    consoleOverview: page(async ({ frame, reply, now }) => {
      allowScript(reply);
      return await deps.console.overview(frame, await readOverview(deps, now));
    }),
    consoleTickets: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        // Whoever types a number wants that ticket.
        const ref = parseTicketRef(readSearch(request.query).text("q"));
        const found = ref === null ? null : await deps.stores.tickets.findByRef(ref);
        return found === null ? await tickets.handle(request, reply) : reply.redirect(`/tickets/${found.ref}`, 303);
      },
    },
    consoleTicket: page(async (asked) => {
      const html = await showTicket(deps, asked);
      allowScript(asked.reply);
      return html;
    }),
    consoleClocks: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const order = await drawingOf(deps, await findTicket(deps, request), languageOf(request.query));
        return reply.headers(IMAGE_HEADERS).type("image/svg+xml; charset=utf-8").send(drawClocks(order));
      },
    },
    consoleFormatted: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const { html } = await findMessage(deps, request);
        if (html === null) throw new Problem("not-found");
        return reply.headers(FRAGMENT_HEADERS).type("text/html; charset=utf-8").send(writeFragment(html));
      },
    },
    consoleFile: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const { inboundEmailId, attachments } = await findMessage(deps, request);
        const sha256 = parameter({ request }, "sha256");
        const isItsOwn = attachments.some((file) => file.sha256 === sha256);
        const file = inboundEmailId !== null && isItsOwn ? await deps.readFile(inboundEmailId, sha256) : null;
        if (file === null) throw new Problem("not-found", "The file is not kept any more.");
        return reply
          .type("application/octet-stream")
          .header("content-disposition", contentDisposition(file.filename))
          .send(Buffer.from(file.content));
      },
    },
  };
}

async function showTickets(deps: HttpDeps, { frame, request, now }: Asked): Promise<string> {
  const search = readSearch(request.query);
  const state = search.oneOf("state", TICKET_STATES);
  const [level, q] = [search.text("level"), search.text("q")];
  const page = await listTickets(deps, {
    ...(state === null ? {} : { state }),
    ...(level === "" ? {} : { level }),
    ...(q === "" ? {} : { q }),
    ...search.before(),
    limit: ROWS,
  });
  return deps.console.tickets(frame, {
    now,
    items: page.items,
    filter: { state: state ?? "", level, q },
    isLevelMissing: level !== "" && missingLevel(deps.desk, { level }, page.items) !== null,
    older: search.linkBefore("/tickets", page.next),
  });
}

async function showTicket(deps: HttpDeps, { frame, request, now }: Asked): Promise<string> {
  const ticket = await findTicket(deps, request);
  const [[view], events, mails, filed, drawing] = await Promise.all([
    presentTickets(deps, [ticket], now),
    getTicketEvents(deps, ticket.ref),
    deps.stores.outbox.list({ ticketId: ticket.id, limit: MAILS }),
    deps.stores.inbound.list({ ticketId: ticket.id, limit: MAILS }),
    drawingOf(deps, ticket, frame.language).then(describeClocks),
  ]);
  if (view === undefined || events === null) throw new Problem("not-found");
  const named = events.map((event) => ({ ...event, who: nameActor(deps.desk, event.actor, frame.language) }));
  // What was found out late stands where it happened.
  const newestFirst = named.toSorted((one, other) =>
    one.at === other.at ? other.id - one.id : one.at < other.at ? 1 : -1,
  );
  return deps.console.ticket(frame, { ticket: view, events: newestFirst, mails, filed, drawing, now });
}

export async function findTicket({ stores }: Pick<HttpDeps, "stores">, request: Asked["request"]): Promise<Ticket> {
  const ticket = await stores.tickets.findByRef(parameter({ request }, "ref").trim().toUpperCase());
  if (ticket === null) throw new Problem("not-found");
  return ticket;
}

async function findMessage(deps: HttpDeps, request: Asked["request"]): Promise<Message> {
  const ticket = await findTicket(deps, request);
  const id = idParameter({ request }, "message");
  const message = (await deps.stores.tickets.listMessages(ticket.id)).find((one) => one.id === id);
  if (message === undefined) throw new Problem("not-found");
  return message;
}

async function drawingOf(deps: HttpDeps, { ref, subject }: Ticket, language: Language): Promise<DrawingOrder> {
  const explained = await explainClocks(deps.stores, deps.clock, ref);
  if (explained.kind === "no-such-ticket") throw new Problem("not-found");
  const { desk } = deps;
  const levelName = (level: string) => desk.levels[level]?.name[language] ?? "";
  return { ref, subject, clocks: explained.clocks, now: explained.now, zone: desk.desk.zone, language, levelName };
}

function languageOf(query: unknown): Language {
  const { lang } = (query ?? {}) as { lang?: unknown };
  return LANGUAGES.find((one) => one === lang) ?? "en";
}
