import { presentKnownError } from "../../usecases/known-errors/list-known-errors.ts";
import { cutPage } from "../../usecases/page.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { KnownError, KnownErrorQuery } from "./ledger-schemas.ts";
import { pageOf } from "./schemas.ts";

export function createKnownErrorHandlers({ stores }: Pick<HttpDeps, "stores">): Record<"knownErrors", Handler> {
  return {
    knownErrors: {
      schema: {
        tags: ["agreement"],
        summary: "Known errors, newest first",
        querystring: KnownErrorQuery,
        response: { 200: pageOf(KnownError) },
      },
      async handle(request) {
        const { cursor, limit, ...filter } = request.query as KnownErrorQuery;
        const beforeId = cursor === undefined ? {} : { beforeId: readCursor("known-errors", cursor) };
        const page = cutPage(await stores.knownErrors.list({ ...filter, ...beforeId, limit: limit + 1 }), limit);
        return { items: page.items.map(presentKnownError), next: writeCursor("known-errors", page.next) };
      },
    },
  };
}
