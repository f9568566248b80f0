import { listDeliveries } from "../../usecases/list-deliveries.ts";
import { cutPage } from "../../usecases/page.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { Agent, Delivery, DeliveryQuery } from "./desk-schemas.ts";
import type { Handler } from "./handler.ts";
import type { HttpDeps } from "./http-deps.ts";
import { pageOf } from "./schemas.ts";

export function createDeskHandlers(
  deps: Pick<HttpDeps, "desk" | "unitOfWork">,
): Record<"agents" | "webhooks", Handler> {
  return {
    agents: {
      schema: { tags: ["desk"], summary: "The agents of the desk file", response: { 200: pageOf(Agent) } },
      handle: async () => ({ items: listAgents(deps.desk), next: null }),
    },
    webhooks: {
      schema: {
        tags: ["alerts"],
        summary: "What was or will be posted to webhooks, newest first",
        querystring: DeliveryQuery,
        response: { 200: pageOf(Delivery) },
      },
      async handle(request) {
        const { cursor, limit, ...filter } = request.query as DeliveryQuery;
        const beforeId = cursor === undefined ? {} : { beforeId: readCursor("webhooks", cursor) };
        const page = cutPage(
          await listDeliveries(deps.unitOfWork, { ...filter, ...beforeId, limit: limit + 1 }),
          limit,
        );
        return { items: page.items, next: writeCursor("webhooks", page.next) };
      },
    },
  };
}

function listAgents({ agents, teams }: HttpDeps["desk"]) {
  return Object.entries(agents).map(([id, { name, addresses, roles, active, absent }]) => ({
    id,
    name,
    addresses,
    roles,
    teams: Object.keys(teams).filter((team) => teams[team]?.members.includes(id)),
    active,
    absent,
  }));
}
