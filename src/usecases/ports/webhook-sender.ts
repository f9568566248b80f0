import type { Instant } from "../../domain/time/instant.ts";
import type { PostResult } from "../../domain/webhooks/post-result.ts";

/** Posts to one webhook. */
export interface WebhookSender {
  /** One attempt, within 20 seconds; never throws. `at` is the instant of this attempt, which is signed with the rest. */
  post(delivery: { webhookId: string; payload: Uint8Array; at: Instant }): Promise<PostResult>;
}
