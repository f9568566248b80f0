import { createConsoleAuditHandlers } from "./console-audit-handlers.ts";
import { createConsoleDeedHandlers } from "./console-deed-handlers.ts";
import { createConsoleDeskHandlers } from "./console-desk-handlers.ts";
import { createConsoleMailHandlers } from "./console-mail-handlers.ts";
import { createConsoleOperationHandlers } from "./console-operation-handlers.ts";
import { createConsoleTicketHandlers } from "./console-ticket-handlers.ts";
import { type Handler, UNDOCUMENTED } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";

/** Everything that is looked at on the console. What is asked for in the address is read leniently: a wrong filter is no filter. */
export function createConsoleHandlers(deps: HttpDeps) {
  const consoleStyle: Handler = {
    schema: UNDOCUMENTED,
    handle: async (_request, reply) => reply.type("text/css; charset=utf-8").send(deps.console.style),
  };
  return {
    ...createConsoleTicketHandlers(deps),
    ...createConsoleMailHandlers(deps),
    ...createConsoleDeskHandlers(deps),
    ...createConsoleAuditHandlers(deps),
    ...createConsoleDeedHandlers(deps),
    ...createConsoleOperationHandlers(deps),
    consoleStyle,
  };
}
