import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/**
 * Locks the clocks of a ticket and gives those not cancelled. A promise broken before it was cancelled shows as breached,
 * since a breach stays a fact, so its events are asked.
 */
export async function lockStandingClocks(stores: Pick<Stores, "clocks">, ticketId: number): Promise<StoredClock[]> {
  const standing: StoredClock[] = [];
  for (const clock of await stores.clocks.lockForTicket(ticketId)) {
    if (clock.state === "cancelled") continue;
    if (clock.state === "breached" && (await isCancelled(stores, clock))) continue;
    standing.push(clock);
  }
  return standing;
}

async function isCancelled({ clocks }: Pick<Stores, "clocks">, { id }: StoredClock): Promise<boolean> {
  return (await clocks.listEvents(id)).some(({ type }) => type === "cancel");
}
