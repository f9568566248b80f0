import type { AgentRole, Desk } from "../domain/desk/desk.ts";
import type { DeskFile } from "./desk-file.ts";

/** What of a desk decides whether a step of a ladder reaches anybody. */
export interface Reach {
  /** The desk's own, lower-cased. */
  readonly address: string;
  readonly webhooks: readonly string[];
  readonly hasAgents: boolean;
  /** Those that any agent has. */
  readonly roles: readonly AgentRole[];
  readonly teams: readonly { readonly isDefault: boolean; readonly hasMembers: boolean; readonly lead: boolean }[];
  readonly hasOpsAddress: boolean;
  /** Whether an organisation has an account manager. */
  readonly hasManager: boolean;
}

/** Whom a desk file can reach, which may have faults. */
export function reachOfFile(file: DeskFile): Reach {
  const agents = Object.values(file.agents ?? {});
  const roles = agents.flatMap((agent) => agent.roles ?? []);
  // Without teams all agents are one team, led by the first with the role (build-desk.ts).
  const allAgents = { isDefault: true, hasMembers: agents.length > 0, lead: roles.includes("lead") };
  return {
    address: file.desk.address.toLowerCase(),
    webhooks: (file.webhooks ?? []).map(({ name }) => name),
    hasAgents: agents.length > 0,
    roles,
    teams: file.teams
      ? Object.values(file.teams).map(({ members, lead, default: isDefault = false }) => ({
          ...{ isDefault, hasMembers: members.length > 0, lead: lead !== undefined },
        }))
      : [allAgents],
    hasOpsAddress: file.desk.opsAddress !== undefined,
    hasManager: (file.organisations ?? []).some((one) => one.accountManager !== undefined),
  };
}

/** Whom a desk that is built can reach. */
export function reachOfDesk(desk: Desk): Reach {
  const agents = Object.values(desk.agents);
  return {
    address: desk.desk.address,
    webhooks: desk.webhooks.map(({ name }) => name),
    hasAgents: agents.length > 0,
    roles: agents.flatMap(({ roles }) => roles),
    teams: Object.values(desk.teams).map(({ isDefault, members, lead }) => ({
      ...{ isDefault, hasMembers: members.length > 0, lead: lead !== null },
    })),
    hasOpsAddress: desk.desk.opsAddress !== null,
    hasManager: desk.organisations.some(({ accountManager }) => accountManager !== null),
  };
}
