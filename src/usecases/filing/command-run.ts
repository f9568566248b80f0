import type { Language } from "../../domain/desk/language.ts";
import type { TicketEventType } from "../../domain/ticket/ticket-event-type.ts";
import type { TicketChange } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** One mail's commands while they are done. */
export interface CommandRun {
  readonly stores: Stores;
  readonly context: FilingContext;
  readonly toFile: MailToFile;
  readonly from: AgentMail;
  readonly language: Language;
}

/** Changes the ticket, and says so in its history. */
export async function changeTicket(
  run: CommandRun,
  changes: TicketChange,
  type: TicketEventType,
  data: Record<string, unknown>,
): Promise<void> {
  await run.stores.tickets.change(run.from.ticket.id, changes);
  await recordCommand(run, type, data);
}

export async function recordCommand(
  run: CommandRun,
  type: TicketEventType,
  data: Record<string, unknown>,
): Promise<void> {
  await recordOn(run, run.from.ticket.id, type, data);
}

/** Says in the history of another ticket what the agent did with it. */
export async function recordOn(
  { stores, from, toFile }: CommandRun,
  ticketId: number,
  type: TicketEventType,
  data: Record<string, unknown>,
): Promise<void> {
  await stores.tickets.appendEvent({ ticketId, at: toFile.now, type, actor: `agent:${from.agent}`, data });
}

/** The sentence in the language of the desk's people. */
export function say(run: Pick<CommandRun, "language">, da: string, en: string): string {
  return run.language === "da" ? da : en;
}
