import type { Desk, Team } from "./desk.ts";
import type { LadderRole, Recipient } from "./ladder.ts";

/** Somebody an alert goes to; `agent` is the key in desk.yaml, null for a bare address. */
export interface AlertRecipient {
  readonly address: string;
  readonly agent: string | null;
}

/** What of a ticket decides who is alerted. */
export interface AlertedTicket {
  readonly agent: string | null;
  readonly team: string | null;
  readonly organisation: string | null;
  /** The requester's address, lower-cased: never alerted, even where the desk names it. */
  readonly requesterAddress: string;
}

/**
 * Turns the recipients of a ladder step into people, each once. Where nobody is found (a ticket without an assignee, a team
 * without a lead) the alert goes to ops instead: a step that reaches nobody would be no step. Empty only for a desk
 * that has neither agents nor an ops address.
 */
export function resolveRecipients(desk: Desk, ticket: AlertedTicket, to: readonly Recipient[]): AlertRecipient[] {
  const named = to.flatMap((recipient) => peopleOf(desk, ticket, recipient));
  const people = allowed(named, ticket);
  if (people.length > 0 || to.every(({ kind }) => kind === "webhook")) return people;
  const ops = allowed(opsOf(desk), ticket);
  return ops.length > 0 ? ops : allowed(agentsOf(desk, Object.keys(desk.agents)), ticket);
}

function allowed(people: readonly AlertRecipient[], { requesterAddress }: AlertedTicket): AlertRecipient[] {
  const once = new Map(people.map((person) => [person.address.toLowerCase(), person]));
  once.delete(requesterAddress.toLowerCase());
  return [...once.values()];
}

function peopleOf(desk: Desk, ticket: AlertedTicket, recipient: Recipient): AlertRecipient[] {
  switch (recipient.kind) {
    case "role":
      return inRole(desk, ticket, recipient.role);
    case "address":
      return [{ address: recipient.address, agent: agentWith(desk, recipient.address) }];
    case "webhook":
      return [];
  }
}

function inRole(desk: Desk, ticket: AlertedTicket, role: LadderRole): AlertRecipient[] {
  switch (role) {
    case "assignee":
      return agentsOf(desk, [ticket.agent]);
    case "team":
      return agentsOf(desk, teamOf(desk, ticket)?.members ?? []);
    case "lead":
      return agentsOf(desk, [teamOf(desk, ticket)?.lead ?? null]);
    case "ops":
      return opsOf(desk);
    case "accountManager":
      return agentsOf(desk, [accountManagerOf(desk, ticket)]);
    case "accountable":
      return accountableOf(desk, ticket);
  }
}

// The vendor's side is accountable for answering in time (activities level-a to level-d): who manages the account answers
// for it, and where nobody does, those who lead.
function accountableOf(desk: Desk, ticket: AlertedTicket): AlertRecipient[] {
  const manager = accountManagerOf(desk, ticket);
  if (manager !== null) return agentsOf(desk, [manager]);
  const leads = Object.entries(desk.agents).filter(([, { roles }]) => roles.includes("lead"));
  return agentsOf(desk, leads.length > 0 ? leads.map(([key]) => key) : [teamOf(desk, ticket)?.lead ?? null]);
}

function opsOf(desk: Desk): AlertRecipient[] {
  const agents = Object.entries(desk.agents).filter(([, { roles }]) => roles.includes("ops"));
  const address = desk.desk.opsAddress;
  const named = agentsOf(
    desk,
    agents.map(([key]) => key),
  );
  return address === null ? named : [...named, { address, agent: agentWith(desk, address) }];
}

function accountManagerOf(desk: Desk, { organisation }: AlertedTicket): string | null {
  return desk.organisations.find(({ id }) => id === organisation)?.accountManager ?? null;
}

function teamOf(desk: Desk, { team }: AlertedTicket): Team | undefined {
  const own = team === null ? undefined : desk.teams[team];
  return own ?? Object.values(desk.teams).find(({ isDefault }) => isDefault);
}

function agentsOf(desk: Desk, keys: readonly (string | null)[]): AlertRecipient[] {
  return keys.flatMap((key) => {
    const address = key === null ? undefined : desk.agents[key]?.addresses[0];
    return address === undefined ? [] : [{ address, agent: key }];
  });
}

function agentWith(desk: Desk, address: string): string | null {
  const found = Object.entries(desk.agents).find(([, { addresses }]) => addresses.includes(address.toLowerCase()));
  return found?.[0] ?? null;
}
