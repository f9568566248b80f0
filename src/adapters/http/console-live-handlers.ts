import type { FastifyReply } from "fastify";
import { sessionOf } from "./console-session.ts";
import { readAfter } from "./event-handlers.ts";
import type { EventStreams } from "./event-streams.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { readSearch } from "./search.ts";
import { findSession } from "./session.ts";

/** As every page's, and our own script beside, which speaks with nobody but this server. */
const LIVE_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Lets a page run our script, which keeps it as it would be shown now. */
export function allowScript(reply: FastifyReply): void {
  reply.header("content-security-policy", LIVE_POLICY);
}

/** The script, and the stream that wakes it: of the whole desk, or of one ticket. It says that something happened; the page says what. */
export function createConsoleLiveHandlers(
  streams: EventStreams,
  deps: HttpDeps,
): Record<"consoleScript" | "consoleLive", Handler> {
  return {
    consoleScript: {
      schema: UNDOCUMENTED,
      handle: async (_request, reply) => reply.type("text/javascript; charset=utf-8").send(deps.console.script),
    },
    consoleLive: {
      schema: UNDOCUMENTED,
      async handle(request, reply) {
        const ref = readSearch(request.query).text("ticket").toUpperCase();
        const ticket = ref === "" ? null : await deps.stores.tickets.findByRef(ref);
        if (ref !== "" && ticket === null) throw new Problem("not-found");
        const { cookie } = sessionOf(request);
        return streams.open(reply, {
          owner: `console:${deps.digest.sha256(cookie).slice(0, 12)}`,
          after: readAfter(request),
          filter: ticket === null ? {} : { ticketId: ticket.id },
          mayRead: async () => (await findSession(deps, request)) !== null,
        });
      },
    },
  };
}
