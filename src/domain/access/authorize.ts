import type { Desk } from "../desk/desk.ts";
import type { Scope } from "./scope.ts";

/** Who asks. That they are who they say must be proved before: a key by its secret, an agent by the conditions of threat T3. */
export type Actor =
  /** `actsFor`: the agent in whose name the key acts; null: in nobody's. */
  { readonly kind: "key"; readonly scopes: readonly Scope[]; readonly actsFor: AgentActor | null } | AgentActor;

/** By the key of desk.yaml, in the desk as it is now; null: somebody who was an agent once. */
export interface AgentActor {
  readonly kind: "agent";
  readonly agent: string | null;
  readonly agents: Desk["agents"];
}

export type Authorization =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: "missing-scope" | "unknown-agent" | "inactive-agent" };

/** What an agent may do to any ticket of the desk. Keys and figures are for those who run it. */
const AGENTS_SCOPES: readonly Scope[] = ["read", "write"];

/**
 * May this actor do this now? The only place that says so, for mail and for HTTP alike (threat T23): what is refused to one is
 * refused to the other. An agent who has left the desk file, or is not `active` in it, may nothing, whatever they were once sent.
 */
export function authorize(actor: Actor, wanted: Scope): Authorization {
  if (actor.kind === "key") {
    const own = covers(actor.scopes, wanted);
    return own.ok && actor.actsFor !== null ? authorize(actor.actsFor, wanted) : own;
  }
  const agent = actor.agent === null ? undefined : actor.agents[actor.agent];
  if (agent === undefined) return { ok: false, why: "unknown-agent" };
  return agent.active ? covers(AGENTS_SCOPES, wanted) : { ok: false, why: "inactive-agent" };
}

function covers(scopes: readonly Scope[], wanted: Scope): Authorization {
  return scopes.includes(wanted) || scopes.includes("admin") ? { ok: true } : { ok: false, why: "missing-scope" };
}
