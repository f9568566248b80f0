import type { AuditActor } from "../domain/audit/audit-event.ts";
import type { Stores, UnitOfWork } from "./ports/unit-of-work.ts";
import type { DeliveryState } from "./ports/webhook-store.ts";

export type ReplayResult =
  | { readonly kind: "queued" }
  /** `state`: it is being posted just now; null: there is no such delivery. */
  | { readonly kind: "not-replayable"; readonly state: DeliveryState | null };

/** Has a delivery to a webhook posted again, and puts that on record, in the transaction of these stores. */
export async function replayDelivery(
  { webhooks, audit }: Pick<Stores, "webhooks" | "audit">,
  id: number,
  actor: AuditActor,
): Promise<ReplayResult> {
  if (!(await webhooks.replay(id))) {
    return { kind: "not-replayable", state: (await webhooks.find(id))?.state ?? null };
  }
  audit.record({ actor, action: "webhook.replayed", subject: { kind: "webhook", id: String(id) } });
  return { kind: "queued" };
}

/** The same for many, all of them or none. Gives the first that is not there, or is being posted just now; null where all are queued. */
export async function replayDeliveries(
  unitOfWork: UnitOfWork,
  ids: readonly number[],
  actor: AuditActor,
): Promise<number | null> {
  const missing = await unitOfWork
    .transaction(async (stores) => {
      for (const id of ids) {
        if ((await replayDelivery(stores, id, actor)).kind !== "queued") throw new NotThere(id);
      }
      return null;
    })
    .catch((error: unknown) => {
      if (error instanceof NotThere) return error.id;
      throw error;
    });
  return missing;
}

/** Undoes what was done before it was found. */
class NotThere extends Error {
  readonly id: number;
  constructor(id: number) {
    super(`delivery ${id} is not there`);
    this.id = id;
  }
}
