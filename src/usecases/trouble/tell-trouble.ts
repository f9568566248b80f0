import type { Desk } from "../../domain/desk/desk.ts";
import type { TroubleNews } from "../../domain/trouble/trouble-news.ts";
import { troubleEvent, troublePayload } from "../../domain/webhooks/trouble-payload.ts";
import { noteRefused } from "../filing/note-refused.ts";
import { agentsLanguage } from "../filing/spoken-language.ts";
import { mailOperations, operationsOf } from "../mail-operations.ts";
import type { Log } from "../ports/log.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { QueueMailServices } from "../queue-mail.ts";

export interface TellTroubleServices {
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  readonly log: Log;
}

/**
 * Tells operations by mail, which is of no mailbox and so leaves by any way that works, and every webhook of the desk. That a way out rests is mailed
 * by the one who finds it out (`tellRouteNews`), so that only webhooks are told of it here.
 */
export async function tellTrouble(stores: Stores, services: TellTroubleServices, news: TroubleNews): Promise<void> {
  const { desk, log } = services;
  const at = await stores.now();
  if (news.hasRecovered) log.info({ check: news.check }, "a readiness check is well again");
  else log.error({ check: news.check, detail: news.detail.en }, "a readiness check has been red for minutes");
  const payloadOf = { at, language: agentsLanguage(desk), zone: desk.desk.zone };
  for (const { name, format } of desk.webhooks) {
    const payload = troublePayload(format, news, payloadOf);
    await stores.webhooks.insert({
      webhook: name,
      event: troubleEvent(news),
      escalationId: null,
      ticketId: null,
      payload,
    });
  }
  const ops = news.kind === "way-out" ? [] : operationsOf(desk, at);
  if (ops.length === 0) return;
  const language = agentsLanguage(desk);
  const data = { ...news, detail: news.detail[language], mend: news.mend[language] };
  const result = await mailOperations(stores, services, ops, { template: "desk-trouble", data });
  await noteRefused(stores, { log }, result, { ticketId: null, agent: "ops", at });
}
