import { formatInstant, type Instant } from "../domain/time/instant.ts";
import type { UnitOfWork } from "./ports/unit-of-work.ts";
import type { DeliveryListing, DeliveryState } from "./ports/webhook-store.ts";

/** One row of `webhook list`. Instants are ISO 8601. */
export interface DeliveryView extends Omit<DeliveryListing, "createdAt" | "deliveredAt" | "nextAt"> {
  readonly createdAt: string;
  readonly deliveredAt: string | null;
  readonly nextAt: string | null;
}

/** What was or will be posted to webhooks, newest first: all of it or one state, at most `limit` before the one `beforeId`. */
export async function listDeliveries(
  unitOfWork: UnitOfWork,
  filter: { readonly state?: DeliveryState; readonly limit: number; readonly beforeId?: number },
): Promise<readonly DeliveryView[]> {
  const rows = await unitOfWork.reading.webhooks.list(filter);
  return rows.map((row) => ({
    ...row,
    createdAt: formatInstant(row.createdAt),
    deliveredAt: formatOrNull(row.deliveredAt),
    nextAt: formatOrNull(row.nextAt),
  }));
}

function formatOrNull(at: Instant | null): string | null {
  return at === null ? null : formatInstant(at);
}
