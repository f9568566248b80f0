import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import { cutPage } from "../../usecases/page.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { Alert, InboundEmail, InboundQuery, OutboxMail, OutboxQuery } from "./mail-schemas.ts";
import { PageQuery, pageOf } from "./schemas.ts";

type ListHandlers = Record<"inbound" | "outbox" | "alerts", Handler>;

export function createListHandlers(deps: Pick<HttpDeps, "stores" | "alerts">): ListHandlers {
  return {
    inbound: {
      schema: {
        tags: ["mail"],
        summary: "Inbound emails with what became of each, newest first",
        querystring: InboundQuery,
        response: { 200: pageOf(InboundEmail) },
      },
      async handle(request) {
        const query = request.query as InboundQuery;
        const rows = await deps.stores.inbound.list(readPage("inbound", query));
        return writePage("inbound", rows, query.limit, (row) => ({
          ...row,
          receivedAt: formatInstant(row.receivedAt),
        }));
      },
    },
    outbox: {
      schema: {
        tags: ["mail"],
        summary: "Mails that go out with how far each got, newest first",
        querystring: OutboxQuery,
        response: { 200: pageOf(OutboxMail) },
      },
      async handle(request) {
        const query = request.query as OutboxQuery;
        const rows = await deps.stores.outbox.list(readPage("outbox", query));
        return writePage("outbox", rows, query.limit, (row) => ({ ...row, nextAt: formatOrNull(row.nextAt) }));
      },
    },
    alerts: {
      schema: {
        tags: ["alerts"],
        summary: "Alerts that were raised, newest first",
        querystring: PageQuery,
        response: { 200: pageOf(Alert) },
      },
      async handle(request) {
        const query = request.query as PageQuery;
        const rows = await deps.alerts.list(readPage("alerts", query));
        return writePage("alerts", rows, query.limit, (row) => ({ ...row, createdAt: formatInstant(row.createdAt) }));
      },
    },
  };
}

// One row more than asked for tells whether there is a next page.
function readPage<Query extends PageQuery>(list: string, query: Query): Omit<Query, "cursor"> & { beforeId?: number } {
  const { cursor, ...filter } = query;
  const beforeId = cursor === undefined ? {} : { beforeId: readCursor(list, cursor) };
  return { ...filter, limit: query.limit + 1, ...beforeId };
}

function writePage<Row extends { id: number }>(
  list: string,
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => unknown,
): { items: unknown[]; next: string | null } {
  const page = cutPage(rows, limit);
  return { items: page.items.map(present), next: writeCursor(list, page.next) };
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
