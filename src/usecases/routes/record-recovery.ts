import type { RouteServices } from "./route-board.ts";
import { tellOfRoute } from "./tell-of-route.ts";
import type { Candidate } from "./way-out.ts";

/** A way out that rested has taken a mail: it is used again, and whoever was told of its trouble is told of its end. */
export async function recordRecovery(services: RouteServices, { way, route }: Candidate): Promise<void> {
  await services.unitOfWork.transaction(async (stores) => {
    const recovery = await stores.routes.recordRecovery({ mailboxId: way.mailboxId, name: route.name });
    if (recovery === null) return;
    services.log.info({ mailbox: way.mailbox, route: route.name }, "a way out works again");
    if (recovery.wasTold) {
      const news = { mailbox: way.mailbox, route: route.name, why: "", isOfToken: false };
      await tellOfRoute(services, stores, { ...news, kind: "recovered" });
    }
  });
}
