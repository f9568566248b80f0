import type { Desk } from "../domain/desk/desk.ts";
import type { AfterPost } from "../domain/webhooks/after-post.ts";
import { mailOperations, operationsOf } from "./mail-operations.ts";
import { isDatabaseFailure } from "./ports/adapter-error.ts";
import type { Log } from "./ports/log.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import type { WebhookDelivery } from "./ports/webhook-store.ts";
import type { QueueMailServices } from "./queue-mail.ts";

export interface TellServices {
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  readonly log: Log;
}

/**
 * Mails operations, in the transaction that records it, that a webhook takes nothing: once, and again only after it has taken something. A
 * mail that cannot be made is logged, and the next failure tries again.
 */
export async function tellOfWebhook(
  stores: Stores,
  services: TellServices,
  delivery: WebhookDelivery,
  { state, lastError }: Pick<AfterPost, "state" | "lastError">,
): Promise<void> {
  const { desk, log } = services;
  const { id, webhook } = delivery;
  const ops = operationsOf(desk, await stores.now());
  if (ops.length === 0) return;
  try {
    await stores.savepoint(async () => {
      if (!(await stores.webhooks.mayTell(webhook))) return;
      const data = {
        isDead: state === "dead",
        webhook,
        deliveryId: id,
        ref: delivery.ticketRef,
        attempts: delivery.attempts,
        error: lastError ?? "",
      };
      const result = await mailOperations(stores, services, ops, { template: "webhook-failure", data });
      // Else it would count as told, and nobody would ever hear of this webhook.
      if (result.kind !== "queued") throw new Error(`the mail was refused: ${result.why}`);
    });
  } catch (error) {
    if (isDatabaseFailure(error)) throw error;
    log.error({ deliveryId: id, webhook, err: error }, "a mail about a webhook could not be made");
  }
}
