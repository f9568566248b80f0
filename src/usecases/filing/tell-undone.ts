import type { ActiveTicket } from "../../domain/agreement/activity-of.ts";
import type { TicketEvent } from "../ports/ticket-store.ts";
import type { CommandRun } from "./command-run.ts";
import { CHANGES_TOLD, findChanges, mailChanges, type ToldOfChanges } from "./tell-changes.ts";

/** What an event of that type holds; `told` names what was. */
interface Telling {
  readonly inboundEmailId: number;
  readonly before: ActiveTicket;
  readonly told: readonly ("level" | "move")[];
}

/** A reply that was stopped: the ticket it stands on, and the mail of the agent that it was written in. */
export interface UndoneReply {
  readonly ticketId: number;
  readonly inboundEmailId: number | null;
}

const NOTHING: ToldOfChanges = { told: [], why: null };

/**
 * An answer that told the customer of another level or move was stopped, and what its commands did stays done: the desk tells it by itself now, but
 * for what it was told of again since, and what is again as it was. What changed on a ticket that was merged since is void: the agent is told that the
 * customer does not hear of it.
 */
export async function tellUndone(run: CommandRun, { ticketId, inboundEmailId }: UndoneReply): Promise<ToldOfChanges> {
  const tellings = await listTellings(run, ticketId);
  const at = tellings.findIndex((telling) => telling.inboundEmailId === inboundEmailId);
  const undone = tellings[at];
  if (undone !== undefined && ticketId !== run.from.ticket.id) return await voidSince(run, ticketId);
  const found = undone === undefined ? null : await findChanges(run, undone.before);
  if (found === null) return NOTHING;
  const toldSince = tellings.slice(at + 1).flatMap(({ told }) => told);
  const level = toldSince.includes("level") ? null : found.changes.level;
  const move = toldSince.includes("move") ? null : found.changes.move;
  if (level === null && move === null) return NOTHING;
  return await mailChanges(run, { ...found, changes: { level, move } });
}

async function listTellings({ stores }: CommandRun, ticketId: number): Promise<Telling[]> {
  const events = await stores.tickets.listEvents(ticketId);
  return events.filter(({ type }) => type === CHANGES_TOLD).map(tellingOf);
}

async function voidSince({ stores, from }: CommandRun, mergedId: number): Promise<ToldOfChanges> {
  const merged = await stores.tickets.find(mergedId);
  const { ref = "" } = merged ?? {};
  const { level } = from.ticket;
  const da = `Svaret ville have fortalt kunden, hvad der ændrede sig på ${ref}, som siden er lagt sammen med denne sag. Det får kunden ikke besked om: her gælder denne sags niveau, ${level}.`;
  const en = `The reply would have told the customer what changed on ${ref}, which was merged into this ticket since. The customer is not told of it: here this ticket's level counts, ${level}.`;
  return { told: [], why: { da, en } };
}

function tellingOf({ data }: TicketEvent): Telling {
  return data as unknown as Telling;
}
