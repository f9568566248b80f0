import { listTime } from "../../usecases/list-time.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { TimeEntry } from "./order-schemas.ts";
import { Problem } from "./problem.ts";
import { pageOf, RefParameters } from "./schemas.ts";

export function createTimeHandlers({ stores }: Pick<HttpDeps, "stores">): Record<"ticketTime", Handler> {
  return {
    ticketTime: {
      schema: {
        tags: ["tickets"],
        summary: "Time spent on a ticket, oldest first: corrections are counter-entries",
        params: RefParameters,
        response: { 200: pageOf(TimeEntry) },
      },
      problems: ["not-found"],
      async handle(request) {
        const items = await listTime(stores, (request.params as RefParameters).ref);
        if (items === null) throw new Problem("not-found");
        return { items, next: null };
      },
    },
  };
}
