import { billingWords } from "../domain/billing/billing-words.ts";
import type { TimeCause } from "../domain/billing/time-cause.ts";
import type { Bilingual } from "../domain/desk/language.ts";
import { formatInstant } from "../domain/time/instant.ts";
import type { TimeEntry } from "./ports/time-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/** Time spent on a ticket as the outside sees it; `minutes` negative: a counter-entry. `messageId`: of the mail that says so. */
export interface TimeView {
  id: number;
  at: string;
  agent: string;
  minutes: number;
  cause: TimeCause;
  billable: boolean;
  reason: Bilingual;
  text: string;
  messageId: string | null;
}

/** The time spent on the ticket with this ref, oldest first; null when there is no such ticket. */
export async function listTime(stores: Pick<Stores, "tickets" | "time">, ref: string): Promise<TimeView[] | null> {
  const ticket = await stores.tickets.findByRef(ref.trim().toUpperCase());
  return ticket === null ? null : (await stores.time.listForTicket(ticket.id)).map(presentTime);
}

/** One entry with its reason in words. */
export function presentTime(entry: TimeEntry): TimeView {
  const { id, at, agent, minutes, cause, billable, text, messageId } = entry;
  return { id, at: formatInstant(at), agent, minutes, cause, billable, reason: billingWords(entry), text, messageId };
}
