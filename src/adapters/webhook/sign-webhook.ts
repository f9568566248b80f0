import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/**
 * The header `webhook-signature` of Standard Webhooks: HMAC-SHA256 over `id.timestamp.body` under each secret (`whsec_` and base64), parted by
 * spaces, so that a receiver can change to a new secret while both are sent.
 */
export function signWebhook(
  secrets: readonly string[],
  { webhookId, timestamp, payload }: { webhookId: string; timestamp: number; payload: Uint8Array },
): string {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${webhookId}.${timestamp}.`).update(payload).digest("base64")}`;
  });
  return signatures.join(" ");
}
