import type { Desk } from "../../domain/desk/desk.ts";
import { resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { noteRefused } from "../filing/note-refused.ts";
import type { Log } from "../ports/log.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type QueueMailServices, queueMail } from "../queue-mail.ts";
import type { RouteNews } from "./route-board.ts";

/** Tells operations by mail that a way out rests, or works again. It leaves by any way that works; until one does, readiness says it. */
export async function tellRouteNews(
  stores: Stores,
  { desk, mail, log }: { readonly desk: Desk; readonly mail: QueueMailServices; readonly log: Log },
  { kind, mailbox, route, why }: RouteNews,
): Promise<void> {
  const now = await stores.now();
  const day = localDateAt(now, desk.desk.zone);
  const nobody = { agent: null, team: null, organisation: null, requesterAddress: "", day };
  const ops = resolveRecipients(desk, nobody, [{ kind: "role", role: "ops" }]);
  if (ops.length === 0) return;
  const queued = await queueMail(stores, mail, {
    class: "alert",
    ticketId: null,
    ticketRef: null,
    to: ops.map(({ address }) => ({ address })),
    template: "route-news",
    language: desk.desk.languages[0] ?? "en",
    data: { mailbox, route, why, hasRecovered: kind === "recovered" },
    replyTo: null,
  });
  await noteRefused(stores, { log }, queued, { ticketId: null, agent: "ops", at: now });
}
