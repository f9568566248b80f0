import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { readLocalMonth } from "../../domain/time/local-month.ts";
import type { Approval } from "../ports/approval-store.ts";
import type { StatedCharge, StatedTimeEntry } from "../ports/time-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { Statement, StatementPermission, StatementTicket, StatementTotals } from "./statement.ts";
import { presentEntry, type StatedEntry } from "./statement-entry.ts";

export interface StatementQuestion {
  readonly organisation: string;
  /** `2026-11`. */
  readonly month: string;
  readonly language: Language;
}

export type ComposedStatement =
  | { readonly ok: true; readonly statement: Statement }
  | { readonly ok: false; readonly why: "month" | "organisation" };

/**
 * The time of an organisation's tickets in a month of the desk's zone, by ticket, with its evidence: what was recorded, and what was approved, in it.
 * Refused: what is no month, and an organisation that the desk file does not name and that has no time either.
 */
export async function composeStatement(
  stores: Pick<Stores, "time" | "approvals">,
  desk: Desk,
  { organisation: id, month, language }: StatementQuestion,
): Promise<ComposedStatement> {
  const { zone } = desk.desk;
  const span = readLocalMonth(month, zone);
  if (span === null) return { ok: false, why: "month" };
  const [recorded, charges] = await Promise.all([
    stores.time.listForOrganisation(id, span.from, span.until),
    stores.time.listChargesForOrganisation(id, span.from, span.until),
  ]);
  const entries = joinCharges(recorded, charges);
  const organisation = desk.organisations.find((one) => one.id === id);
  if (organisation === undefined && entries.length === 0) return { ok: false, why: "organisation" };
  const ticketIds = [...new Set(entries.map(({ entry }) => entry.ticketId))];
  const approvals = await stores.approvals.listForTickets(ticketIds);
  const tickets = byTicket(desk, entries, { approvals, language });
  const name = organisation?.name ?? id;
  return { ok: true, statement: { organisation: { id, name }, month, zone, language, ...totals(tickets), tickets } };
}

/** Each entry of the month with what was charged of it in the month, and each earlier one of which something was. */
function joinCharges(recorded: readonly StatedTimeEntry[], charges: readonly StatedCharge[]): StatedEntry[] {
  const byEntry = groupBy(charges, ({ entry }) => entry.id);
  const of = (id: number) => byEntry.get(id) ?? [];
  const ids = new Set(recorded.map(({ id }) => id));
  const earlier = new Map(charges.filter(({ entry }) => !ids.has(entry.id)).map(({ entry }) => [entry.id, entry]));
  return [
    ...[...earlier.values()].map((entry) => ({ entry, charges: of(entry.id), isEarlier: true })),
    ...recorded.map((entry) => ({ entry, charges: of(entry.id), isEarlier: false })),
  ].sort((one, other) => one.entry.ticketId - other.entry.ticketId);
}

function byTicket(
  desk: Desk,
  all: readonly StatedEntry[],
  { approvals, language }: { approvals: readonly Approval[]; language: Language },
): StatementTicket[] {
  const permissions = groupBy(approvals, ({ ticketId }) => ticketId);
  return [...groupBy(all, ({ entry }) => entry.ticketId)].map(([ticketId, group]) => {
    const entries = group.map((one) => presentEntry(desk, one, language));
    return {
      ref: group[0]?.entry.ref ?? "",
      subject: group[0]?.entry.subject ?? "",
      ...totals(entries),
      permissions: (permissions.get(ticketId) ?? []).flatMap(presentPermission),
      entries,
    };
  });
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}

function totals(parts: readonly StatementTotals[]): StatementTotals {
  const sum = (key: keyof StatementTotals) => parts.reduce((total, part) => total + part[key], 0);
  return {
    billableMinutes: sum("billableMinutes"),
    unapprovedMinutes: sum("unapprovedMinutes"),
    notBillableMinutes: sum("notBillableMinutes"),
  };
}

function presentPermission({ asked, question, minutes, answer }: Approval): StatementPermission[] {
  if (asked === "consent" || asked === "access" || answer === null) return [];
  const { outcome, at, by, emailId } = answer;
  return [{ asked, question, minutes, outcome, at: formatInstant(at), by, message: emailId }];
}
