import type { Instant } from "../../domain/time/instant.ts";
import type { WebhookEvent } from "../../domain/webhooks/standard-payload.ts";
import type { TroubleEvent } from "../../domain/webhooks/trouble-payload.ts";

export const DELIVERY_STATES = ["queued", "sending", "deferred", "delivered", "dead"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface NewWebhookDelivery {
  webhook: string;
  event: WebhookEvent | TroubleEvent;
  /** Null: it is about the desk itself. */
  escalationId: number | null;
  ticketId: number | null;
  /** JSON, frozen: every attempt posts these very characters. */
  payload: string;
}

export interface WebhookDelivery {
  id: number;
  /** What the receiver knows it by: the same in every attempt. */
  webhookId: string;
  webhook: string;
  event: string;
  ticketRef: string | null;
  payload: Uint8Array;
  attempts: number;
  epoch: number;
  lastError: string | null;
}

export interface DeliveryListing {
  id: number;
  webhookId: string;
  webhook: string;
  event: string;
  ticket: string | null;
  state: DeliveryState;
  attempts: number;
  createdAt: Instant;
  deliveredAt: Instant | null;
  nextAt: Instant | null;
  lastError: string | null;
}

/** What becomes of a row. `nextAt` null: nothing more happens by itself. */
export interface DeliveryOutcome {
  state: "delivered" | "deferred" | "dead";
  nextAt: Instant | null;
  lastError: string | null;
}

export interface WebhookStore {
  /** Does nothing where this step has been queued for this webhook already. */
  insert(delivery: NewWebhookDelivery): Promise<void>;
  /**
   * Claims the longest due delivery to one of the webhooks under a new epoch, counting the attempt; so are those whose sender's lease ran out.
   * Rows locked elsewhere and receivers at rest are left out. Null when nothing is due.
   */
  claim(webhooks: readonly string[], leaseSeconds: number): Promise<WebhookDelivery | null>;
  /** Fenced by the epoch: false, and nothing is written, when the row is no longer this sender's. */
  recordOutcome(id: number, epoch: number, outcome: DeliveryOutcome): Promise<boolean>;
  /** Makes dead what waits since more hours than these, up to `limit`; `why` is said of those without an error. Gives those rows. */
  giveUp(hours: number, why: string, limit: number): Promise<WebhookDelivery[]>;
  /** The receiver took one: it is at rest no more, and operations will be told anew. */
  recordSuccess(webhook: string): Promise<void>;
  /** Counts a failure of the receiver; gives how many there were in a row. */
  recordFailure(webhook: string): Promise<number>;
  /** Leaves the receiver in peace until then. */
  rest(webhook: string, until: Instant): Promise<void>;
  /** True once from the first asking until the receiver takes a delivery again: whoever gets it tells operations. */
  mayTell(webhook: string): Promise<boolean>;
  /** Queues a delivery again, now, whatever became of it, and ends its receiver's rest. False: no such row, or it is being sent. */
  replay(id: number): Promise<boolean>;
  /** Newest first. */
  list(filter: { state?: DeliveryState; limit: number; beforeId?: number }): Promise<DeliveryListing[]>;
  /** The one of this id as it is listed; null: there is none. */
  find(id: number): Promise<DeliveryListing | null>;
  count(): Promise<Record<string, number>>;
}
