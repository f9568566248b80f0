import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Locks the clocks of a ticket until the transaction ends, and gives those whose promise is not void. */
export async function lockStandingClocks(stores: Pick<Stores, "clocks">, ticketId: number): Promise<StoredClock[]> {
  return (await stores.clocks.lockForTicket(ticketId)).filter(({ state }) => state !== "cancelled");
}
