import type { Stores } from "../ports/unit-of-work.ts";

/** Who is in copy of what goes to the requester: the addresses that an agent admitted. */
export async function admittedAddresses(stores: Stores, ticketId: number): Promise<string[]> {
  const participants = await stores.tickets.listParticipants(ticketId);
  return participants.filter((one) => one.state === "admitted").map((one) => one.address);
}
