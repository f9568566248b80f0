import type { Desk } from "../../domain/desk/desk.ts";
import { AGENT_ONLY_HEADERS } from "../../domain/outbound/egress-scan.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { TroubleNews } from "../../domain/trouble/trouble-news.ts";
import { troublePayload } from "../../domain/webhooks/trouble-payload.ts";
import { agentsLanguage } from "../filing/spoken-language.ts";
import { encodeHex } from "../hex.ts";
import { operationsOf } from "../mail-operations.ts";
import type { Log } from "../ports/log.ts";
import type { Randomness } from "../ports/randomness.ts";
import type { WebhookSender } from "../ports/webhook-sender.ts";
import type { QueueMailServices } from "../queue-mail.ts";
import type { WayOut } from "../routes/way-out.ts";

export interface TellDirectlyServices {
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  /** Tried in their order until one takes the mail. */
  readonly waysOut: readonly WayOut[];
  readonly senders: ReadonlyMap<string, WebhookSender>;
  readonly randomness: Randomness;
  readonly log: Log;
}

/**
 * Tells operations and every webhook at once and past the database, which is what is wrong: no outbox row, no retry, no dead letter. Gives how many
 * took it, the mail as one; what failed is logged.
 */
export async function tellDirectly(services: TellDirectlyServices, news: TroubleNews, at: Instant): Promise<number> {
  const { log, desk } = services;
  if (news.hasRecovered) log.info({ check: news.check }, "a readiness check is well again");
  else log.error({ check: news.check, detail: news.detail.en }, "a readiness check has been red for minutes");
  const id = encodeHex(services.randomness.bytes(16));
  const took = await Promise.all([
    mailDirectly(services, news, { at, id }),
    ...desk.webhooks.map((webhook) => postDirectly(services, webhook, news, { at, id })),
  ]);
  return took.filter((one) => one).length;
}

async function postDirectly(
  { desk, senders, log }: TellDirectlyServices,
  { name, format }: Desk["webhooks"][number],
  news: TroubleNews,
  { at, id }: { readonly at: Instant; readonly id: string },
): Promise<boolean> {
  const payload = troublePayload(format, news, { at, language: agentsLanguage(desk), zone: desk.desk.zone });
  const result = await senders.get(name)?.post({ webhookId: `msg_${id}`, payload: Buffer.from(payload), at });
  const isTaken = result?.kind === "answered" && result.status >= 200 && result.status < 300;
  if (!isTaken) log.error({ webhook: name, result: result?.kind ?? "unknown" }, "a webhook could not be told directly");
  return isTaken;
}

async function mailDirectly(
  services: TellDirectlyServices,
  news: TroubleNews,
  { at, id }: { readonly at: Instant; readonly id: string },
): Promise<boolean> {
  const { desk, waysOut, log } = services;
  const to = operationsOf(desk, at);
  if (to.length === 0) return false;
  const bytes = await composeNews(services, news, { to, at, id });
  for (const { name, sender } of waysOut.flatMap(({ routes }) => routes)) {
    const request = { envelopeFrom: "", recipients: to, bytes };
    const result = await sender.send(request, async () => true).catch(() => null);
    if (result?.kind === "answered" && result.recipients.some(({ outcome }) => outcome === "accepted")) return true;
    log.error({ route: name, result: result?.kind ?? "failed" }, "operations could not be told directly by a way out");
    // What may have been taken goes no further.
    if (result?.kind === "unknown") return true;
  }
  return false;
}

function composeNews(
  { desk, mail }: TellDirectlyServices,
  news: TroubleNews,
  { to, at, id }: { readonly to: readonly string[]; readonly at: Instant; readonly id: string },
): Promise<Uint8Array> {
  const language = agentsLanguage(desk);
  const data = { ...news, detail: news.detail[language], mend: news.mend[language] };
  const { subject, text, html } = mail.renderer.render("desk-trouble", language, data);
  const { address, name } = desk.desk;
  return mail.composer.compose({
    messageId: `<trouble.${id}@${address.slice(address.lastIndexOf("@") + 1)}>`,
    date: at,
    from: { name, address },
    replyTo: null,
    to: to.map((one) => ({ name: "", address: one })),
    cc: [],
    ...{ subject, text, html },
    inReplyTo: null,
    references: [],
    headers: [
      ["Auto-Submitted", "auto-generated"],
      ["X-Auto-Response-Suppress", "All"],
      ...AGENT_ONLY_HEADERS.map((header) => [header, "alert"] as const),
    ],
    attachments: [],
  });
}
