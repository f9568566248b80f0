import type { WebhookSettings } from "../../domain/webhooks/webhook-settings.ts";
import type { WebhookSender } from "../../usecases/ports/webhook-sender.ts";
import { postOnce } from "./post-once.ts";
import { type LookUp, resolveReceiver } from "./resolve-receiver.ts";
import { signWebhook } from "./sign-webhook.ts";

export interface WebhookOptions {
  /** For the look-up of the name, and again for the request. */
  readonly timeoutMs?: number;
  readonly lookUp?: LookUp;
  readonly ca?: string;
}

const TIMEOUT_MS = 10_000;

/**
 * Posts to one webhook. The name is resolved in each attempt, the address judged, and the connection made to that very address
 * (threats.md T13). `secrets` sign; Slack and Teams check no signature and get none.
 */
export function createWebhookSender(
  webhook: Pick<WebhookSettings, "url" | "format" | "allowPrivate">,
  secrets: readonly string[],
  { timeoutMs = TIMEOUT_MS, lookUp, ca }: WebhookOptions = {},
): WebhookSender {
  const url = new URL(webhook.url);
  return {
    async post({ webhookId, payload, at }) {
      const receiver = await within(timeoutMs, resolveReceiver(url, webhook.allowPrivate, lookUp));
      if (receiver === null) return { kind: "unreachable", code: "ETIMEDOUT" };
      if (receiver.kind === "refused") return receiver;
      if (receiver.kind === "unresolved") return { kind: "unreachable", code: receiver.code };
      const timestamp = Math.floor(at / 1000);
      const signature = { "webhook-signature": signWebhook(secrets, { webhookId, timestamp, payload }) };
      const headers = {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "svartid",
        "webhook-id": webhookId,
        "webhook-timestamp": String(timestamp),
        ...(webhook.format === "standard" && signature),
      };
      return postOnce({ url, addresses: receiver.addresses, headers, body: payload, timeoutMs, ca });
    },
  };
}

/** Null when it takes longer: the system's look-up cannot be called off. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
