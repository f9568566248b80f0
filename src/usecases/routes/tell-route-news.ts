import type { Desk } from "../../domain/desk/desk.ts";
import { noteRefused } from "../filing/note-refused.ts";
import { mailOperations, operationsOf } from "../mail-operations.ts";
import type { Log } from "../ports/log.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { QueueMailServices } from "../queue-mail.ts";
import type { RouteNews } from "./route-board.ts";

/** Tells operations by mail that a way out rests, or works again. It leaves by any way that works; until one does, readiness says it. */
export async function tellRouteNews(
  stores: Stores,
  { desk, mail, log }: { readonly desk: Desk; readonly mail: QueueMailServices; readonly log: Log },
  { kind, mailbox, route, why, isOfToken }: RouteNews,
): Promise<void> {
  const now = await stores.now();
  const ops = operationsOf(desk, now);
  if (ops.length === 0) return;
  const data = { mailbox, route, why, isOfToken, hasRecovered: kind === "recovered" };
  const queued = await mailOperations(stores, { desk, mail }, ops, { template: "route-news", data });
  await noteRefused(stores, { log }, queued, { ticketId: null, agent: "ops", at: now });
}
