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

const NOTHING: ToldOfChanges = { told: [], why: null };

/**
 * An answer that told the customer of another level or move was stopped, and what its commands did stays done: the desk tells it by itself now, but
 * for what it was told of again since, and what is again as it was.
 */
export async function tellUndone(run: CommandRun, inboundEmailId: number | null): Promise<ToldOfChanges> {
  const events = await run.stores.tickets.listEvents(run.from.ticket.id);
  const tellings = events.filter(({ type }) => type === CHANGES_TOLD).map(tellingOf);
  const at = tellings.findIndex((telling) => telling.inboundEmailId === inboundEmailId);
  const undone = tellings[at];
  const found = undone === undefined ? null : await findChanges(run, undone.before);
  if (found === null) return NOTHING;
  const toldSince = tellings.slice(at + 1).flatMap(({ told }) => told);
  const level = toldSince.includes("level") ? null : found.changes.level;
  const move = toldSince.includes("move") ? null : found.changes.move;
  if (level === null && move === null) return NOTHING;
  return await mailChanges(run, { ...found, changes: { level, move } });
}

function tellingOf({ data }: TicketEvent): Telling {
  return data as unknown as Telling;
}
