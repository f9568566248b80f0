import { LADDER_ROLES, type LadderRole, type Recipient } from "../domain/desk/ladder.ts";

const WEBHOOK = "webhook:";

/** Reads one entry of a step's `to`: a role, an address, or `webhook:NAME`; null for anything else. */
export function parseRecipient(text: string): Recipient | null {
  const role: LadderRole | undefined = LADDER_ROLES.find((known) => known === text);
  if (role) return { kind: "role", role };
  if (text.startsWith(WEBHOOK)) return { kind: "webhook", name: text.slice(WEBHOOK.length) };
  return text.includes("@") ? { kind: "address", address: text.toLowerCase() } : null;
}
