import { presentChange } from "../../usecases/changes/present-change.ts";
import { cutPage } from "../../usecases/page.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { ChangeQuery, InstalledChange } from "./ledger-schemas.ts";
import { pageOf } from "./schemas.ts";

export function createChangeHandlers({ stores }: Pick<HttpDeps, "stores">): Record<"changes", Handler> {
  return {
    changes: {
      schema: {
        tags: ["agreement"],
        summary: "Installed changes with the consent they rest on, newest first",
        querystring: ChangeQuery,
        response: { 200: pageOf(InstalledChange) },
      },
      async handle(request) {
        const { cursor, limit, ...filter } = request.query as ChangeQuery;
        const beforeId = cursor === undefined ? {} : { beforeId: readCursor("changes", cursor) };
        const page = cutPage(await stores.changes.list({ ...filter, ...beforeId, limit: limit + 1 }), limit);
        return { items: page.items.map(presentChange), next: writeCursor("changes", page.next) };
      },
    },
  };
}
