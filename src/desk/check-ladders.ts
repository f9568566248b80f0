import type { LadderRole, Recipient } from "../domain/desk/ladder.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkReference } from "./known.ts";
import { parseRecipient } from "./parse-recipient.ts";
import { type Reach, reachOfFile } from "./reach.ts";

const MENDS: Readonly<Record<LadderRole, string>> = {
  assignee: "name at least one agent under agents",
  team: "give the default team a member",
  lead: "give a team a lead",
  ops: "set desk.opsAddress, or give an agent the role ops",
  accountManager: "give an organisation an accountManager",
  accountable: "give an organisation an accountManager, a team a lead, or an agent the role lead",
};

type Steps = NonNullable<DeskFile["ladder"]>;

/** Whoever a step of a ladder names must exist: a warning that reaches nobody is found here, not in the night. */
export function checkLadders(file: DeskFile): Finding[] {
  const reach = reachOfFile(file);
  return [
    ...checkSteps(reach, file.ladder, ["ladder"]),
    ...Object.entries(file.levels).flatMap(([id, { ladder }]) => checkSteps(reach, ladder, ["levels", id, "ladder"])),
    ...checkAgreedLadders(file.organisations ?? [], reach),
  ];
}

/** The same of the ladders of agreements. Whom `accountManager` names there, the organisation itself must say. */
export function checkAgreedLadders(organisations: NonNullable<DeskFile["organisations"]>, desk: Reach): Finding[] {
  return organisations.flatMap(({ agreement, accountManager }, index) => {
    const reach = { ...desk, hasManager: accountManager !== undefined };
    const path = ["organisations", index, "agreement"];
    return [
      ...Object.entries(agreement?.levels ?? {}).flatMap(([id, { ladder }]) =>
        checkSteps(reach, ladder, [...path, "levels", id, "ladder"]),
      ),
      ...checkSteps(reach, agreement?.ladder, [...path, "ladder"]),
    ];
  });
}

function checkSteps(reach: Reach, steps: Steps | undefined, path: DeskPath): Finding[] {
  return (steps ?? []).flatMap((step, at) =>
    step.to.flatMap((text, index) => checkRecipient(reach, text, [...path, at, "to", index])),
  );
}

function checkRecipient(reach: Reach, text: string, path: DeskPath): Finding[] {
  const recipient = parseRecipient(text);
  if (!recipient) return [{ path, message: `${JSON.stringify(text)} is ${NOBODY}` }];
  switch (recipient.kind) {
    case "webhook":
      return checkReference("webhook", recipient.name, reach.webhooks, path);
    case "address":
      return checkAddress(reach, recipient, path);
    case "role":
      if (isFilled(reach, recipient.role)) return [];
      return [{ path, message: `nobody is ${recipient.role} on this desk; ${MENDS[recipient.role]}` }];
  }
}

const NOBODY =
  "neither a role (assignee, team, lead, ops, accountManager, accountable), an address, nor webhook:NAME; write one of them";

function checkAddress({ address }: Reach, recipient: Recipient & { kind: "address" }, path: DeskPath): Finding[] {
  if (!/^[^\s@<>"]+@[^\s@<>"]+$/.test(recipient.address)) {
    return [{ path, message: `${JSON.stringify(recipient.address)} is not an email address such as ops@desk.example` }];
  }
  if (recipient.address !== address) return [];
  return [{ path, message: "an alert would be mailed to the desk itself; name a person's address" }];
}

function isFilled({ roles, teams, hasAgents, hasOpsAddress, hasManager }: Reach, role: LadderRole): boolean {
  const hasTeamLead = teams.some(({ lead }) => lead);
  const filled: Record<LadderRole, boolean> = {
    assignee: hasAgents,
    team: teams.some(({ isDefault, hasMembers }) => isDefault && hasMembers),
    lead: hasTeamLead,
    ops: hasOpsAddress || roles.includes("ops"),
    accountManager: hasManager,
    accountable: hasManager || hasTeamLead || roles.includes("lead"),
  };
  return filled[role];
}
