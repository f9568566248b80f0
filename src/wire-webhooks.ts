import { createSigner } from "./adapters/system/signer.ts";
import { createWebhookSender } from "./adapters/webhook/create-webhook-sender.ts";
import type { WebhookSettings } from "./domain/webhooks/webhook-settings.ts";
import type { PostWebhooksServices } from "./usecases/post-webhooks.ts";
import type { OpenDesk } from "./wiring.ts";

export function wireWebhooks(desk: OpenDesk): PostWebhooksServices {
  const { unitOfWork, mail, randomness, log, tracer, settings } = desk;
  const senders = settings.desk.webhooks.map((webhook) => {
    const secrets = webhookSecrets(webhook, settings.config.secrets);
    return [webhook.name, createWebhookSender(webhook, secrets)] as const;
  });
  return { unitOfWork, mail, randomness, log, tracer, desk: settings.desk, senders: new Map(senders) };
}

/**
 * What signs a webhook's deliveries: its own secrets, or else one derived from each secret of `SVARTID_SECRET` for this webhook alone, so that
 * no receiver can sign as another.
 */
export function webhookSecrets(
  { name, secrets }: Pick<WebhookSettings, "name" | "secrets">,
  deskSecrets: readonly string[],
): readonly string[] {
  if (secrets.length > 0) return secrets;
  return deskSecrets.map((secret) => {
    const derived = createSigner([secret]).sign("webhook", name);
    return `whsec_${Buffer.from(derived).toString("base64")}`;
  });
}
