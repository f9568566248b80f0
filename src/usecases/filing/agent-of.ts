import type { Desk } from "../../domain/desk/desk.ts";

/** The agent who owns an address (lower-cased), by the key of desk.yaml; null for everybody else. Proves nothing. */
export function agentOf(desk: Desk, address: string): string | null {
  return Object.entries(desk.agents).find(([, agent]) => agent.addresses.includes(address))?.[0] ?? null;
}
