import { billingWords } from "../../domain/billing/billing-words.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { StatedCharge, StatedTimeEntry } from "../ports/time-store.ts";
import type { StatementEntry, StatementEvidence } from "./statement.ts";

/** An entry as it stands in a month's statement: `charges` are those of the month that stand with it. */
export interface StatedEntry {
  readonly entry: StatedTimeEntry;
  readonly charges: readonly StatedCharge[];
  /** Recorded in an earlier month: here only what was charged of it counts. */
  readonly isEarlier: boolean;
}

/** One line of a statement, in its language. */
export function presentEntry(
  desk: Desk,
  { entry, charges, isEarlier }: StatedEntry,
  language: Language,
): StatementEntry {
  const minutes = isEarlier ? 0 : entry.minutes;
  const billableMinutes = charges.reduce((sum, { billed }) => sum + billed, 0);
  return {
    at: formatInstant(entry.at),
    agent: desk.agents[entry.agent]?.name ?? entry.agent,
    minutes,
    cause: entry.cause,
    billable: billableMinutes !== 0,
    billableMinutes,
    unapprovedMinutes: entry.billable ? minutes - billableMinutes : 0,
    notBillableMinutes: entry.billable ? 0 : minutes,
    reason: billingWords(entry)[language],
    text: entry.text,
    message: entry.inboundEmailId,
    isEarlier,
    approvals: evidenceOf(charges),
  };
}

/** Each approval once, with the minutes that rest on it. */
function evidenceOf(charges: readonly StatedCharge[]): StatementEvidence[] {
  const found = new Map<number, StatementEvidence>();
  for (const { approval, billed } of charges) {
    if (approval === null) continue;
    const { id, at, by, emailId } = approval;
    const evidence = found.get(id) ?? { minutes: 0, at: formatInstant(at), by, message: emailId };
    found.set(id, { ...evidence, minutes: evidence.minutes + billed });
  }
  return [...found.values()];
}
