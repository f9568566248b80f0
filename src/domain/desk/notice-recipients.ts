import { activityOf } from "../agreement/activity-of.ts";
import { accountManagerOf } from "./account-manager-of.ts";
import type { Desk } from "./desk.ts";
import { standInFor } from "./stand-in-for.ts";

/** Why an agent is told of a ticket. */
export const NOTICE_REASONS = ["assigned", "team", "watching", "consulted", "informed"] as const;

export type NoticeReason = (typeof NOTICE_REASONS)[number];

/** One agent who is told, each once. Keys are those of desk.yaml. */
export interface NoticeRecipient {
  readonly agent: string;
  readonly reason: NoticeReason;
  /** The absent agent whose deputy this is; null: told for their own sake. */
  readonly standsInFor: string | null;
}

/** What of a ticket decides who is told of it. */
export interface NoticedTicket {
  readonly agent: string | null;
  readonly team: string | null;
  /** Keys of the agents who asked to be told. */
  readonly watchers: readonly string[];
  /** Without a level and an organisation nobody is consulted or informed. */
  readonly activity?: string | null;
  readonly level?: string;
  readonly organisation?: string | null;
}

/**
 * Who is told of a ticket: the assigned agent, or else every member of its team, whoever watches it, and where the vendor has C or I in its
 * activity, who manages the account (product.md, RASCI). In the place of an absent agent their deputy is told; watching is a wish of one's own, and
 * passes to nobody. Who is not active is told nothing.
 */
export function noticeRecipients(desk: Desk, ticket: NoticedTicket, day: string): NoticeRecipient[] {
  const told = new Map<string, NoticeRecipient>();
  const tell = (key: string, reason: NoticeReason) => {
    const agent = reason === "watching" ? key : standInFor(desk.agents, key, day);
    if (!isActive(desk, agent)) return;
    const earlier = told.get(agent);
    // Whoever is to answer is told so, also where they would only have watched; who answers for their own sake is no deputy.
    if (earlier !== undefined && (isBeside(reason) || earlier.standsInFor === null || agent !== key)) return;
    told.set(agent, { agent, reason, standsInFor: agent === key ? null : key });
  };
  for (const key of answering(desk, ticket)) tell(key, isAssigned(desk, ticket) ? "assigned" : "team");
  for (const key of ticket.watchers) tell(key, "watching");
  const manager = accountManagerOf(desk, ticket.organisation ?? null);
  const part = partBeside(desk, ticket);
  if (manager !== null && part !== null) tell(manager, part);
  return [...told.values()];
}

/** Told beside whoever is to answer. */
function isBeside(reason: NoticeReason): boolean {
  return reason !== "assigned" && reason !== "team";
}

function partBeside(desk: Desk, { activity = null, level = "" }: NoticedTicket): "consulted" | "informed" | null {
  const letters = activityOf(desk, { activity, level })?.row.vendor ?? [];
  if (letters.includes("C")) return "consulted";
  return letters.includes("I") ? "informed" : null;
}

function isAssigned(desk: Desk, { agent }: NoticedTicket): boolean {
  return agent !== null && isActive(desk, agent);
}

function isActive(desk: Desk, key: string): boolean {
  return desk.agents[key]?.active === true;
}

function answering(desk: Desk, ticket: NoticedTicket): readonly string[] {
  if (ticket.agent !== null && isAssigned(desk, ticket)) return [ticket.agent];
  const team = ticket.team === null ? undefined : desk.teams[ticket.team];
  const fallback = Object.values(desk.teams).find(({ isDefault }) => isDefault);
  const members = [team, fallback].map((one) => one?.members.filter((key) => isActive(desk, key)) ?? []);
  // A team that nobody is left in: whoever is here, as with alerts, so that no ticket is told to nobody.
  return members.find((active) => active.length > 0) ?? Object.keys(desk.agents).filter((key) => isActive(desk, key));
}
