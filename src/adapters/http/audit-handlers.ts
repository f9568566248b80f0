import { readKind } from "../../domain/audit/kind-text.ts";
import { parseInstant } from "../../domain/time/instant.ts";
import { cutPage } from "../../usecases/page.ts";
import type { AuditFilter } from "../../usecases/ports/audit-trail.ts";
import { presentAuditEvent } from "../../usecases/trail/present-audit-event.ts";
import { AuditEvent, AuditQuery } from "./audit-schemas.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Problem } from "./problem.ts";
import { pageOf } from "./schemas.ts";

const LIST = "audit";

export function createAuditHandlers({ stores }: Pick<HttpDeps, "stores">): { audit: Handler } {
  return {
    audit: {
      schema: {
        tags: ["audit"],
        summary: "The audit trail: who did what beside the work on tickets, newest first",
        querystring: AuditQuery,
        response: { 200: pageOf(AuditEvent) },
      },
      async handle(request) {
        const { limit, ...query } = request.query as AuditQuery;
        const events = await stores.audit.list({ ...filterOf(query), limit: limit + 1 });
        const page = cutPage(events, limit);
        return { items: page.items.map(presentAuditEvent), next: writeCursor(LIST, page.next) };
      },
    },
  };
}

function filterOf({ cursor, actor, action, subject, from, to }: Omit<AuditQuery, "limit">): Omit<AuditFilter, "limit"> {
  return {
    ...(cursor === undefined ? {} : { beforeId: readCursor(LIST, cursor) }),
    ...(actor === undefined ? {} : { actor: readKind(actor) }),
    ...(action === undefined ? {} : { actions: [action] }),
    ...(subject === undefined ? {} : { subject: readKind(subject) }),
    ...(from === undefined ? {} : { from: readInstant("from", from) }),
    ...(to === undefined ? {} : { to: readInstant("to", to) }),
  };
}

function readInstant(name: string, text: string) {
  const at = parseInstant(text);
  if (at === null)
    throw new Problem("invalid-request", `${name} is not an instant: write it as 2026-11-24T12:00:00.000Z`);
  return at;
}
