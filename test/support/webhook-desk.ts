import { randomBytes } from "node:crypto";
import { createWebhookSender, type WebhookOptions } from "../../src/adapters/webhook/create-webhook-sender.ts";
import { fireClock } from "../../src/usecases/clock/fire-clock.ts";
import type { DeliveryListing } from "../../src/usecases/ports/webhook-store.ts";
import type { PostWebhooksServices } from "../../src/usecases/post-webhooks.ts";
import { type ClockDesk, openClockDesk } from "./clock-desk.ts";
import { silentLog } from "./silent-log.ts";

export const WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

export interface WebhookDesk extends ClockDesk {
  services: PostWebhooksServices;
  /** Opens a ticket whose promise is broken, and fires its clock: each ladder step posts once. */
  breach(): Promise<void>;
  /** Newest first. */
  deliveries(): Promise<DeliveryListing[]>;
}

/** A desk whose ladder posts to the webhooks at these URLs, named chat, chat2 and so on, besides telling ops. */
export async function openWebhookDesk(
  databaseUrl: string,
  urls: readonly string[],
  options: WebhookOptions = {},
): Promise<WebhookDesk> {
  const name = (index: number) => (index === 0 ? "chat" : `chat${index + 1}`);
  const webhooks = urls.map((url, index) => {
    return `  - { name: ${name(index)}, url: "${url}", secret: ${WEBHOOK_SECRET}, allowPrivate: true }`;
  });
  const to = urls.map((_, index) => `"webhook:${name(index)}"`).join(", ");
  const more = `ladder: [{ at: 0h, to: [ops, ${to}] }]\nwebhooks:\n${webhooks.join("\n")}\n`;
  const desk = await openClockDesk(databaseUrl, more);
  const senders = desk.context.desk.webhooks.map(
    (webhook) => [webhook.name, createWebhookSender(webhook, webhook.secrets, options)] as const,
  );
  const { unitOfWork } = desk.deps;
  return {
    ...desk,
    services: {
      unitOfWork,
      senders: new Map(senders),
      desk: desk.context.desk,
      mail: desk.deps.mail,
      randomness: { bytes: (count) => randomBytes(count), fraction: () => 0.5 },
      log: silentLog,
    },
    breach: async () => {
      const { id, version } = await desk.openTicket(250);
      await fireClock(desk.deps, { clockId: id, version });
    },
    deliveries: () => unitOfWork.reading.webhooks.list({ limit: 1000 }),
  };
}
