import type { Absence, Desk } from "../../src/domain/desk/desk.ts";

/** The desk while one of its agents is away. */
export function withAbsence(desk: Desk, key: string, absence: Absence): Desk {
  const agent = desk.agents[key];
  if (agent === undefined) throw new Error(`the desk has no agent ${key}`);
  return { ...desk, agents: { ...desk.agents, [key]: { ...agent, absent: [...agent.absent, absence] } } };
}
