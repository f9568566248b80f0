import type { AgentRole } from "../domain/desk/desk.ts";
import type { LadderRole, Recipient } from "../domain/desk/ladder.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkReference } from "./known.ts";
import { parseRecipient } from "./parse-recipient.ts";

const MENDS: Readonly<Record<LadderRole, string>> = {
  assignee: "name at least one agent under agents",
  team: "give the default team a member",
  lead: "give a team a lead",
  ops: "set desk.opsAddress, or give an agent the role ops",
  accountManager: "give an organisation an accountManager",
  accountable: "give an organisation an accountManager, a team a lead, or an agent the role lead",
};

/** Whoever a step of a ladder names must exist: a warning that reaches nobody is found here, not in the night. */
export function checkLadders(file: DeskFile): Finding[] {
  const ladders: { path: DeskPath; steps: NonNullable<DeskFile["ladder"]> }[] = [
    { path: ["ladder"], steps: file.ladder ?? [] },
    ...Object.entries(file.levels).map(([id, level]) => ({
      path: ["levels", id, "ladder"],
      steps: level.ladder ?? [],
    })),
  ];
  return ladders.flatMap(({ path, steps }) =>
    steps.flatMap((step, at) =>
      step.to.flatMap((text, index) => checkRecipient(file, text, [...path, at, "to", index])),
    ),
  );
}

function checkRecipient(file: DeskFile, text: string, path: DeskPath): Finding[] {
  const recipient = parseRecipient(text);
  if (!recipient) return [{ path, message: `${JSON.stringify(text)} is ${NOBODY}` }];
  switch (recipient.kind) {
    case "webhook":
      return checkReference(
        "webhook",
        recipient.name,
        (file.webhooks ?? []).map(({ name }) => name),
        path,
      );
    case "address":
      return checkAddress(file, recipient, path);
    case "role":
      if (isFilled(file, recipient.role)) return [];
      return [{ path, message: `nobody is ${recipient.role} on this desk; ${MENDS[recipient.role]}` }];
  }
}

const NOBODY =
  "neither a role (assignee, team, lead, ops, accountManager, accountable), an address, nor webhook:NAME; write one of them";

function checkAddress(file: DeskFile, recipient: Recipient & { kind: "address" }, path: DeskPath): Finding[] {
  if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(recipient.address)) {
    return [{ path, message: `${JSON.stringify(recipient.address)} is not an email address such as ops@desk.example` }];
  }
  if (recipient.address !== file.desk.address.toLowerCase()) return [];
  return [{ path, message: "an alert would be mailed to the desk itself; name a person's address" }];
}

function isFilled(file: DeskFile, role: LadderRole): boolean {
  const hasRole = (wanted: AgentRole) =>
    Object.values(file.agents ?? {}).some((agent) => agent.roles?.includes(wanted));
  const hasManager = (file.organisations ?? []).some((one) => one.accountManager !== undefined);
  // Without teams all agents are one team, led by the first with the role (build-desk.ts).
  const hasTeamLead = file.teams ? Object.values(file.teams).some((team) => team.lead !== undefined) : hasRole("lead");
  const hasAgents = Object.keys(file.agents ?? {}).length > 0;
  const filled: Record<LadderRole, boolean> = {
    assignee: hasAgents,
    team: file.teams ? Object.values(file.teams).some((team) => team.default && team.members.length > 0) : hasAgents,
    lead: hasTeamLead,
    ops: file.desk.opsAddress !== undefined || hasRole("ops"),
    accountManager: hasManager,
    accountable: hasManager || hasTeamLead || hasRole("lead"),
  };
  return filled[role];
}
