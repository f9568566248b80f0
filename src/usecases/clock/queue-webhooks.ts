import type { Recipient } from "../../domain/desk/ladder.ts";
import { webhookPayload } from "../../domain/webhooks/webhook-payload.ts";
import type { WebhookSettings } from "../../domain/webhooks/webhook-settings.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { describeAlert, type RingingStep } from "./describe-alert.ts";
import type { AlertServices } from "./queue-alerts.ts";

/**
 * Queues what a step posts to webhooks, in the firing's transaction: one delivery a webhook, its payload frozen. One that cannot be
 * made is logged, and stops neither the others nor the breach. Gives the webhooks the step names, each once.
 */
export async function queueWebhooks(
  stores: Stores,
  services: AlertServices,
  ringing: RingingStep,
  to: readonly Recipient[],
): Promise<readonly string[]> {
  const names = new Set(to.flatMap((recipient) => (recipient.kind === "webhook" ? [recipient.name] : [])));
  for (const name of names) await tryToQueue(stores, services, ringing, name);
  return [...names];
}

async function tryToQueue(stores: Stores, services: AlertServices, ringing: RingingStep, name: string): Promise<void> {
  const { context, log } = services;
  const webhook = context.desk.webhooks.find((one) => one.name === name);
  const ticketId = ringing.ticket.id;
  try {
    if (webhook === undefined) {
      const fields = { ticketId, webhook: name };
      stores.afterCommit(() => log.error(fields, "an alert names a webhook the desk does not have"));
    } else await stores.savepoint(() => queue(stores, services, ringing, webhook));
  } catch (error) {
    stores.afterCommit(() => log.error({ ticketId, webhook: name, err: error }, "an alert could not be made"));
  }
}

async function queue(
  stores: Stores,
  { context, publicUrl }: AlertServices,
  ringing: RingingStep,
  webhook: WebhookSettings,
): Promise<void> {
  const { step, ticket, escalationId, situation } = ringing;
  const { languages, zone } = context.desk.desk;
  const language = languages[0] ?? "en";
  const alert = {
    kind: step.kind,
    dueAt: step.dueAt,
    data: describeAlert(context, ringing, language, situation.reading.asOf),
    url: publicUrl === null ? null : `${publicUrl}/tickets/${encodeURIComponent(ticket.ref)}`,
  };
  const payload = webhookPayload(webhook.format, alert, language, zone);
  const event = `alert.${step.kind}` as const;
  await stores.webhooks.insert({ webhook: webhook.name, event, escalationId, ticketId: ticket.id, payload });
}
