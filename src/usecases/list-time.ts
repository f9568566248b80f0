import { billingWords } from "../domain/billing/billing-words.ts";
import type { TimeCause } from "../domain/billing/time-cause.ts";
import type { Bilingual } from "../domain/desk/language.ts";
import { formatInstant } from "../domain/time/instant.ts";
import type { StatedCharge, TimeEntry } from "./ports/time-store.ts";
import type { Stores } from "./ports/unit-of-work.ts";

/** Time spent on a ticket as the outside sees it; `minutes` negative: a counter-entry. `messageId`: of the mail that says so. */
export interface TimeView {
  id: number;
  at: string;
  agent: string;
  minutes: number;
  cause: TimeCause;
  /** Some of it is billed by now; negative minutes: credited. */
  billable: boolean;
  billableMinutes: number;
  /** What is billed once the customer has approved it; 0 for what is never billed. */
  unapprovedMinutes: number;
  reason: Bilingual;
  text: string;
  messageId: string | null;
  /** On whose yes it is billed: `message` is the inbound email. */
  approvals: { minutes: number; by: string; at: string; message: number }[];
}

/** The time spent on the ticket with this ref, oldest first; null when there is no such ticket. */
export async function listTime(stores: Pick<Stores, "tickets" | "time">, ref: string): Promise<TimeView[] | null> {
  const ticket = await stores.tickets.findByRef(ref.trim().toUpperCase());
  if (ticket === null) return null;
  const { time } = stores;
  const [entries, charges] = await Promise.all([time.listForTicket(ticket.id), time.listCharges(ticket.id)]);
  return entries.map((entry) =>
    presentTime(
      entry,
      charges.filter((one) => one.entry.id === entry.id),
    ),
  );
}

function presentTime(entry: TimeEntry, charges: readonly StatedCharge[]): TimeView {
  const { id, at, agent, minutes, cause, text, messageId } = entry;
  const billableMinutes = charges.reduce((sum, { billed }) => sum + billed, 0);
  const approvals = charges.flatMap(({ approval, billed }) => {
    if (approval === null) return [];
    return [{ minutes: billed, by: approval.by, at: formatInstant(approval.at), message: approval.emailId }];
  });
  return {
    ...{ id, at: formatInstant(at), agent, minutes, cause },
    billable: billableMinutes !== 0,
    billableMinutes,
    unapprovedMinutes: entry.billable ? minutes - billableMinutes : 0,
    reason: billingWords(entry),
    text,
    messageId,
    approvals,
  };
}
