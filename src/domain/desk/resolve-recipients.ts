import { activityOf } from "../agreement/activity-of.ts";
import { accountManagerOf } from "./account-manager-of.ts";
import type { Activity, Desk, Team } from "./desk.ts";
import type { LadderRole, Recipient } from "./ladder.ts";
import { standInFor } from "./stand-in-for.ts";

/** Somebody an alert goes to; `agent` is the key in desk.yaml, null for a bare address. */
export interface AlertRecipient {
  readonly address: string;
  readonly agent: string | null;
  /** Key of the absent agent whose deputy this is; null: alerted for their own sake. */
  readonly standsInFor: string | null;
}

/** What of a ticket decides who is alerted. */
export interface AlertedTicket {
  readonly agent: string | null;
  readonly team: string | null;
  readonly organisation: string | null;
  /** Without a level it is about no ticket, and so about no activity. */
  readonly activity?: string | null;
  readonly level?: string;
  /** The requester's address, lower-cased: never alerted, even where the desk names it. */
  readonly requesterAddress: string;
  /** The date (`YYYY-MM-DD`) in the desk's zone, by which it is known who is absent. */
  readonly day: string;
}

/**
 * Turns the recipients of a ladder step into people, each once. Where nobody is found (a ticket without an assignee, a team
 * without a lead) the alert goes to ops instead: a step that reaches nobody would be no step. Empty only for a desk
 * that has neither agents nor an ops address. In the place of an absent agent their deputy is alerted, whatever the role; an address
 * that stands in desk.yaml as such is taken as it stands.
 */
export function resolveRecipients(desk: Desk, ticket: AlertedTicket, to: readonly Recipient[]): AlertRecipient[] {
  const named = to.flatMap((recipient) => peopleOf(desk, ticket, recipient));
  const people = allowed(named, ticket);
  if (people.length > 0 || to.every(({ kind }) => kind === "webhook")) return people;
  const ops = allowed(opsOf(desk, ticket), ticket);
  return ops.length > 0 ? ops : allowed(agentsOf(desk, ticket, Object.keys(desk.agents)), ticket);
}

function allowed(people: readonly AlertRecipient[], { requesterAddress }: AlertedTicket): AlertRecipient[] {
  const once = new Map<string, AlertRecipient>();
  for (const person of people) {
    const key = person.address.toLowerCase();
    // Alerted for their own sake too: then it is no matter of deputies.
    if (!once.has(key) || person.standsInFor === null) once.set(key, person);
  }
  once.delete(requesterAddress.toLowerCase());
  return [...once.values()];
}

function peopleOf(desk: Desk, ticket: AlertedTicket, recipient: Recipient): AlertRecipient[] {
  switch (recipient.kind) {
    case "role":
      return inRole(desk, ticket, recipient.role);
    case "address":
      return [{ address: recipient.address, agent: agentWith(desk, recipient.address), standsInFor: null }];
    case "webhook":
      return [];
  }
}

function inRole(desk: Desk, ticket: AlertedTicket, role: LadderRole): AlertRecipient[] {
  switch (role) {
    case "assignee":
      return agentsOf(desk, ticket, [ticket.agent]);
    case "team":
      return agentsOf(desk, ticket, teamOf(desk, ticket)?.members ?? []);
    case "lead":
      return agentsOf(desk, ticket, [teamOf(desk, ticket)?.lead ?? null]);
    case "ops":
      return opsOf(desk, ticket);
    case "accountManager":
      return agentsOf(desk, ticket, [accountManagerOf(desk, ticket.organisation)]);
    case "accountable":
      return accountableOf(desk, ticket);
  }
}

// Who answers for the vendor's part of the ticket's activity; else, since answering in time is the vendor's (activities level-a to level-d) whatever
// is asked, who manages the account, and where nobody does, those who lead. Nobody of a customer is alerted (sla.md, "Ladder").
function accountableOf(desk: Desk, ticket: AlertedTicket): AlertRecipient[] {
  const named = agentsOf(desk, ticket, [rowOf(desk, ticket)?.accountable ?? null]);
  if (named.length > 0) return named;
  const manager = accountManagerOf(desk, ticket.organisation);
  if (manager !== null) return agentsOf(desk, ticket, [manager]);
  const leads = Object.entries(desk.agents).filter(([, { roles }]) => roles.includes("lead"));
  return agentsOf(desk, ticket, leads.length > 0 ? leads.map(([key]) => key) : [teamOf(desk, ticket)?.lead ?? null]);
}

function opsOf(desk: Desk, ticket: AlertedTicket): AlertRecipient[] {
  const agents = Object.entries(desk.agents).filter(([, { roles }]) => roles.includes("ops"));
  const address = desk.desk.opsAddress;
  const named = agentsOf(
    desk,
    ticket,
    agents.map(([key]) => key),
  );
  return address === null ? named : [...named, { address, agent: agentWith(desk, address), standsInFor: null }];
}

function rowOf(desk: Desk, { activity = null, level = "" }: AlertedTicket): Activity | null {
  return activityOf(desk, { activity, level })?.row ?? null;
}

function teamOf(desk: Desk, { team }: AlertedTicket): Team | undefined {
  const own = team === null ? undefined : desk.teams[team];
  return own ?? Object.values(desk.teams).find(({ isDefault }) => isDefault);
}

function agentsOf(desk: Desk, { day }: AlertedTicket, keys: readonly (string | null)[]): AlertRecipient[] {
  return keys.flatMap((key) => {
    if (key === null) return [];
    const agent = standInFor(desk.agents, key, day);
    const found = desk.agents[agent];
    const address = found?.active ? found.addresses[0] : undefined;
    return address === undefined ? [] : [{ address, agent, standsInFor: agent === key ? null : key }];
  });
}

function agentWith(desk: Desk, address: string): string | null {
  const found = Object.entries(desk.agents).find(([, { addresses }]) => addresses.includes(address.toLowerCase()));
  return found?.[0] ?? null;
}
