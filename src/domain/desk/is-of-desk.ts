import type { Desk } from "./desk.ts";
import { isDeskAddress } from "./is-desk-address.ts";

/** Whether an address (lower-cased) is the desk's own, plain or signed, or one of its agents': such a one is nobody of a customer. Proves nothing. */
export function isOfDesk({ desk, agents }: Pick<Desk, "desk" | "agents">, address: string): boolean {
  return isDeskAddress(desk, address) || Object.values(agents).some(({ addresses }) => addresses.includes(address));
}
