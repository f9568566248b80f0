import type { Actor } from "../domain/access/authorize.ts";
import type { Desk } from "../domain/desk/desk.ts";
import type { ApiKey } from "./ports/key-store.ts";

/** Whoever shows this key, in the desk as it is now: a key that acts for an agent may no more than that agent. */
export function keyActor({ scopes, agent }: Pick<ApiKey, "scopes" | "agent">, agents: Desk["agents"]): Actor {
  return { kind: "key", scopes, actsFor: agent === null ? null : { kind: "agent", agent, agents } };
}
