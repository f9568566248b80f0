import type { Desk } from "../domain/desk/desk.ts";
import { resolveRecipients } from "../domain/desk/resolve-recipients.ts";
import { afterPost, GIVE_UP_HOURS, type PostFacts } from "../domain/webhooks/after-post.ts";
import type { PostResult } from "../domain/webhooks/post-result.ts";
import type { Log } from "./ports/log.ts";
import type { Randomness } from "./ports/randomness.ts";
import type { Stores, UnitOfWork } from "./ports/unit-of-work.ts";
import type { WebhookSender } from "./ports/webhook-sender.ts";
import type { WebhookDelivery } from "./ports/webhook-store.ts";
import { type QueueMailServices, queueMail } from "./queue-mail.ts";
import { tryAgainBriefly } from "./try-again-briefly.ts";

export interface PostWebhooksServices {
  readonly unitOfWork: UnitOfWork;
  /** One for each webhook of the desk, by name: what is queued for others waits for a desk that has them. */
  readonly senders: ReadonlyMap<string, WebhookSender>;
  readonly desk: Desk;
  readonly mail: QueueMailServices;
  readonly randomness: Randomness;
  readonly log: Log;
}

/** Longer than one attempt can take. */
export const POST_LEASE_SECONDS = 60;

const GIVE_UP_BATCH = 500;
const NOT_TRIED = "not tried: no desk with this webhook was running";

/**
 * Posts what is due, oldest first, up to `limit` deliveries, and gives up what has waited too long; gives how many attempts were made. May run
 * any number of times side by side: rows are claimed with an epoch. One whose sender died is posted again under the same id, so
 * a receiver gets each at least once.
 */
export async function postWebhooks(services: PostWebhooksServices, limit: number): Promise<number> {
  await giveUp(services);
  const names = [...services.senders.keys()];
  for (let attempts = 0; attempts < limit; attempts++) {
    const claimed = await services.unitOfWork.transaction(async (stores) => ({
      delivery: await stores.webhooks.claim(names, POST_LEASE_SECONDS),
      now: await stores.now(),
    }));
    const sender = claimed.delivery && services.senders.get(claimed.delivery.webhook);
    if (!claimed.delivery || !sender) return attempts;
    const { webhookId, payload } = claimed.delivery;
    const result = await sender.post({ webhookId, payload, at: claimed.now });
    await record(services, claimed.delivery, result);
  }
  return limit;
}

async function giveUp(services: PostWebhooksServices): Promise<void> {
  await services.unitOfWork.transaction(async (stores) => {
    for (const delivery of await stores.webhooks.giveUp(GIVE_UP_HOURS, NOT_TRIED, GIVE_UP_BATCH)) {
      services.log.warn({ deliveryId: delivery.id, webhook: delivery.webhook }, "a webhook took no delivery in time");
      await tell(stores, services, delivery, delivery.lastError ?? NOT_TRIED);
    }
  });
}

async function record(services: PostWebhooksServices, delivery: WebhookDelivery, result: PostResult): Promise<void> {
  const { id, webhook, attempts } = delivery;
  const fraction = services.randomness.fraction();
  // The receiver may have it by now: what it said is worth more than one try to write it down.
  const state = await tryAgainBriefly(() =>
    services.unitOfWork.transaction(async (stores) => {
      const facts = { attempts, now: await stores.now(), fraction };
      const after = afterPost(facts, result);
      if (!(await stores.webhooks.recordOutcome(id, delivery.epoch, after))) return "lost";
      if (after.state === "delivered") await stores.webhooks.recordSuccess(webhook);
      if (after.state === "deferred") await letRest(stores, webhook, facts, result);
      if (after.state === "dead") await tell(stores, services, delivery, after.lastError);
      return after.state;
    }),
  );
  services.log.info({ deliveryId: id, webhook, state, attempts, result: result.kind }, "a webhook was posted");
}

/** What keeps one delivery waiting is the receiver's as a rule: the others wait with it, and do not each find out. */
async function letRest(stores: Stores, webhook: string, facts: PostFacts, result: PostResult): Promise<void> {
  const failures = await stores.webhooks.recordFailure(webhook);
  const { nextAt } = afterPost({ ...facts, attempts: failures }, result);
  if (nextAt !== null) await stores.webhooks.rest(webhook, nextAt);
}

/** Operations hear of a webhook that takes nothing once, and again only after it has taken something. */
async function tell(
  stores: Stores,
  services: PostWebhooksServices,
  delivery: WebhookDelivery,
  why: string,
): Promise<void> {
  const { desk, log } = services;
  const { id, webhook } = delivery;
  const nobody = { agent: null, team: null, organisation: null, requesterAddress: "" };
  const ops = resolveRecipients(desk, nobody, [{ kind: "role", role: "ops" }]);
  if (ops.length === 0) return;
  try {
    await stores.savepoint(async () => {
      if (!(await stores.webhooks.mayTell(webhook))) return;
      await queueMail(stores, services.mail, {
        class: "alert",
        ticketId: null,
        ticketRef: null,
        to: ops.map(({ address }) => ({ address })),
        template: "webhook-failure",
        language: desk.desk.languages[0] ?? "en",
        data: { webhook, deliveryId: id, ref: delivery.ticketRef, attempts: delivery.attempts, error: why },
        replyTo: null,
      });
    });
  } catch (error) {
    log.error({ deliveryId: id, webhook, err: error }, "a mail about a webhook could not be made");
  }
}
