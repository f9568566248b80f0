import { readUrl } from "../web/read-url.ts";

/** How an alert is written for its receiver: Standard Webhooks JSON, or a message that Slack or Teams shows. */
export const WEBHOOK_FORMATS = ["standard", "slack", "teams"] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/**
 * A place alerts are posted to. The URL is a secret of its own with Slack and Teams: neither it nor `secrets` is ever stored, logged or
 * printed (see `storedDesk`). `secrets` sign `standard` deliveries, each one; none: a key derived from `SVARTID_SECRET` does.
 */
export interface WebhookSettings {
  readonly name: string;
  readonly url: string;
  readonly format: WebhookFormat;
  /** As written, `whsec_` and base64. */
  readonly secrets: readonly string[];
  readonly allowPrivate: boolean;
}

/** Of the URL of a webhook only this may be shown or stored. */
export function receiverOf(url: string): string {
  return readUrl(url)?.origin ?? "";
}
