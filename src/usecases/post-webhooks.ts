import type { Instant } from "../domain/time/instant.ts";
import { type AfterPost, afterPost, GIVE_UP_HOURS, type PostFacts } from "../domain/webhooks/after-post.ts";
import type { PostResult } from "../domain/webhooks/post-result.ts";
import type { Randomness } from "./ports/randomness.ts";
import { type Tracer, UNTRACED } from "./ports/tracer.ts";
import type { Stores, UnitOfWork } from "./ports/unit-of-work.ts";
import type { WebhookSender } from "./ports/webhook-sender.ts";
import type { WebhookDelivery } from "./ports/webhook-store.ts";
import { type TellServices, tellOfWebhook } from "./tell-of-webhook.ts";
import { tryAgainBriefly } from "./try-again-briefly.ts";

export interface PostWebhooksServices extends TellServices {
  readonly unitOfWork: UnitOfWork;
  /** One for each webhook of the desk, by name: what is queued for others waits for a desk that has them. */
  readonly senders: ReadonlyMap<string, WebhookSender>;
  readonly randomness: Randomness;
  readonly tracer?: Tracer;
}

/** Longer than one attempt can take. */
const POST_LEASE_SECONDS = 60;

const GIVE_UP_BATCH = 500;
/** Some seven minutes of a receiver that is down: whoever watches it should know that its silence means nothing. */
const FAILURES_TO_TELL = 5;
const NOT_TRIED = "not tried: no desk with this webhook was running";

/**
 * Posts what is due, oldest first, up to `limit` deliveries, and gives up what has waited too long; gives how many attempts were made. May run
 * any number of times side by side: rows are claimed with an epoch. One whose sender died is posted again under the same id, so
 * a receiver gets each at least once. Once `signal` is aborted the delivery in hand is posted, and none is claimed any more.
 */
export async function postWebhooks(
  services: PostWebhooksServices,
  limit: number,
  signal?: AbortSignal,
): Promise<number> {
  await giveUp(services);
  const names = [...services.senders.keys()];
  for (let attempts = 0; attempts < limit; attempts++) {
    if (signal?.aborted) return attempts;
    const claimed = await services.unitOfWork.transaction(async (stores) => ({
      delivery: await stores.webhooks.claim(names, POST_LEASE_SECONDS),
      now: await stores.now(),
    }));
    const sender = claimed.delivery && services.senders.get(claimed.delivery.webhook);
    if (!claimed.delivery || !sender) return attempts;
    await postOne(services, sender, claimed.delivery, claimed.now);
  }
  return limit;
}

/** In a trace of its own: what it tells of may be hours old. */
async function postOne(
  services: PostWebhooksServices,
  sender: WebhookSender,
  delivery: WebhookDelivery,
  at: Instant,
): Promise<void> {
  const { id, webhook, webhookId, payload, attempts } = delivery;
  const facts = { "svartid.delivery.id": id, "svartid.webhook": webhook, "svartid.attempt": attempts };
  const { tracer = UNTRACED } = services;
  await tracer.span("post webhook", { continues: { traceParent: null }, facts, kind: "client" }, async (note) => {
    const result = await sender.post({ webhookId, payload, at });
    note({ "svartid.result": result.kind });
    await record(services, delivery, result);
  });
}

async function giveUp(services: PostWebhooksServices): Promise<void> {
  await services.unitOfWork.transaction(async (stores) => {
    for (const delivery of await stores.webhooks.giveUp(GIVE_UP_HOURS, NOT_TRIED, GIVE_UP_BATCH)) {
      services.log.warn({ deliveryId: delivery.id, webhook: delivery.webhook }, "a webhook took no delivery in time");
      await tellOfWebhook(stores, services, delivery, { state: "dead", lastError: delivery.lastError });
    }
  });
}

async function record(services: PostWebhooksServices, delivery: WebhookDelivery, result: PostResult): Promise<void> {
  const { id, webhook, attempts } = delivery;
  const fraction = services.randomness.fraction();
  // The receiver may have it by now: what it said is worth more than one try to write it down.
  const state = await tryAgainBriefly(() =>
    services.unitOfWork.transaction((stores) => recordResult(stores, services, delivery, { result, fraction })),
  );
  services.log.info({ deliveryId: id, webhook, state, attempts, result: result.kind }, "a webhook was posted");
}

async function recordResult(
  stores: Stores,
  services: PostWebhooksServices,
  delivery: WebhookDelivery,
  { result, fraction }: { result: PostResult; fraction: number },
): Promise<AfterPost["state"] | "lost"> {
  const { id, webhook, attempts, epoch } = delivery;
  const facts = { attempts, now: await stores.now(), fraction };
  const after = afterPost(facts, result);
  if (!(await stores.webhooks.recordOutcome(id, epoch, after))) return "lost";
  if (after.state === "delivered") await stores.webhooks.recordSuccess(webhook);
  else if (after.state === "dead") await tellOfWebhook(stores, services, delivery, after);
  else if ((await letRest(stores, webhook, facts, result)) >= FAILURES_TO_TELL) {
    await tellOfWebhook(stores, services, delivery, after);
  }
  return after.state;
}

/** What keeps one delivery waiting is the receiver's as a rule: the others wait with it, and do not each find out. */
async function letRest(stores: Stores, webhook: string, facts: PostFacts, result: PostResult): Promise<number> {
  const failures = await stores.webhooks.recordFailure(webhook);
  const { nextAt } = afterPost({ ...facts, attempts: failures }, result);
  if (nextAt !== null) await stores.webhooks.rest(webhook, nextAt);
  return failures;
}
