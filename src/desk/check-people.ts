import { checkAbsences } from "./check-absences.ts";
import type { Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkDuplicates, checkReference } from "./known.ts";

// A signed reply address is the desk's local part, a plus and a token of 48 characters, in the 64 octets of RFC 5321.
const LONGEST_LOCAL_PART = 15;

/** Agents' addresses are theirs alone and not the desk's; absences leave a deputy; teams have known members, and exactly one is the default. */
export function checkPeople(file: DeskFile): Finding[] {
  return [...checkDeskAddress(file), ...checkAddresses(file), ...checkAbsences(file.agents ?? {}), ...checkTeams(file)];
}

function checkDeskAddress(file: DeskFile): Finding[] {
  const local = file.desk.address.slice(0, file.desk.address.lastIndexOf("@"));
  if (local.length <= LONGEST_LOCAL_PART) return [];
  const message = `${local} is too long to be signed reply addresses: use one of at most ${LONGEST_LOCAL_PART} characters before the @`;
  return [{ path: ["desk", "address"], message }];
}

function checkAddresses(file: DeskFile): Finding[] {
  const addresses = Object.entries(file.agents ?? {}).flatMap(([owner, agent]) =>
    agent.addresses.map((value, index) => ({
      value,
      path: ["agents", owner, "addresses", index],
      owner: `agent ${owner}`,
    })),
  );
  const ownAddress = addresses
    .filter(({ value }) => value.toLowerCase() === file.desk.address.toLowerCase())
    .map(({ path }) => ({ path, message: "this is the address of the desk itself; give the agent's own address" }));
  return [...checkDuplicates("address", addresses), ...ownAddress];
}

function checkTeams(file: DeskFile): Finding[] {
  if (!file.teams) return [];
  const agents = Object.keys(file.agents ?? {});
  const members = Object.entries(file.teams).flatMap(([id, team]) => [
    ...team.members.flatMap((member, index) =>
      checkReference("agent", member, agents, ["teams", id, "members", index]),
    ),
    ...checkReference("agent", team.lead, agents, ["teams", id, "lead"]),
  ]);
  return [...members, ...checkDefaultTeam(file.teams)];
}

function checkDefaultTeam(teams: NonNullable<DeskFile["teams"]>): Finding[] {
  const [first, ...others] = Object.keys(teams).filter((id) => teams[id]?.default);
  if (first === undefined) {
    return [{ path: ["teams"], message: "no team takes what no rule has placed; give one of them default: true" }];
  }
  return others.map((id) => ({
    path: ["teams", id, "default"],
    message: `only one team can be the default, and ${first} is it already; take default: true from one of them`,
  }));
}
