import type { Desk } from "../domain/desk/desk.ts";
import { deliveryProblem, isForGood } from "../domain/email/delivery-problem.ts";
import { agentOf } from "./filing/agent-of.ts";
import type { OutboxRecipient } from "./ports/outbox-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/** One recipient's refusal. `status` is that of a delivery report; null where a server answered us directly. */
export interface Refusal {
  readonly address: string;
  readonly role: OutboxRecipient["role"];
  readonly status: string | null;
  readonly reply: string;
}

const MAX_WHY = 300;

/**
 * Suppresses the customers' addresses that do not exist, as proved by a report about a mail of ours or said by the server we spoke to: more mail to
 * them only costs the desk its good name. A delay, a full mailbox or a policy says nothing against an address, and the desk's own
 * agents are never cut off, not as requesters or in copy either. Gives those that are suppressed now.
 */
export async function suppressDeadAddresses(
  stores: Stores,
  desk: Desk,
  refusals: readonly Refusal[],
): Promise<readonly string[]> {
  const dead = refusals.filter((refusal) => isDead(refusal) && agentOf(desk, refusal.address.toLowerCase()) === null);
  for (const { address, status, reply } of dead) {
    await stores.suppressions.add(address, (reply || (status ?? "")).slice(0, MAX_WHY));
  }
  return dead.map(({ address }) => address);
}

function isDead({ role, status, reply }: Refusal): boolean {
  const isCustomer = role === "requester" || role === "participant";
  return isCustomer && isForGood(status, reply) && deliveryProblem(status, reply) === "no-such-address";
}
