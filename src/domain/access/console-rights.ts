import { type Actor, authorize } from "./authorize.ts";

/** What somebody who looks at the console may do there beside looking. */
export interface ConsoleRights {
  /** The agent in whose name tickets are changed; null: tickets are only looked at. */
  readonly actsAs: string | null;
  /** Whether they decide about mail that is held or doubted, and about what is posted to webhooks. */
  readonly mayOperate: boolean;
}

const NONE: ConsoleRights = { actsAs: null, mayOperate: false };
const OPERATING_ROLES = ["ops", "lead"] as const;

/**
 * The rights of an actor on the console; null: whoever came by a link that is in nobody's name, and only looks. Tickets are changed in an agent's name,
 * by whoever may change them by mail (`authorize`, threat T23).
 */
export function consoleRights(actor: Actor | null): ConsoleRights {
  if (actor === null || !authorize(actor, "write").ok) return NONE;
  const agent = actor.kind === "agent" ? actor : actor.actsFor;
  return { actsAs: agent?.agent ?? null, mayOperate: mayOperate(actor) };
}

/**
 * May this actor, who may write, decide about mail that is held or doubted and about what is posted to webhooks, on the console or by the API? That is
 * for operations and those who lead, and for a key that acts for nobody, or for one of them.
 */
export function mayOperate(actor: Actor): boolean {
  const agent = actor.kind === "agent" ? actor : actor.actsFor;
  if (agent === null) return true;
  const roles = agent.agent === null ? [] : (agent.agents[agent.agent]?.roles ?? []);
  return OPERATING_ROLES.some((role) => roles.includes(role));
}
