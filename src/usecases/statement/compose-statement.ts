import { billingWords } from "../../domain/billing/billing-words.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { readLocalMonth } from "../../domain/time/local-month.ts";
import type { Approval } from "../ports/approval-store.ts";
import type { StatedTimeEntry } from "../ports/time-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { Statement, StatementEntry, StatementPermission, StatementTicket, StatementTotals } from "./statement.ts";

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
 * The time of an organisation's tickets in a month of the desk's zone, by ticket, with its evidence. Refused: what is no month, and an
 * organisation that the desk file does not name and that has no time either.
 */
export async function composeStatement(
  stores: Pick<Stores, "time" | "approvals">,
  desk: Desk,
  { organisation: id, month, language }: StatementQuestion,
): Promise<ComposedStatement> {
  const { zone } = desk.desk;
  const span = readLocalMonth(month, zone);
  if (span === null) return { ok: false, why: "month" };
  const entries = await stores.time.listForOrganisation(id, span.from, span.until);
  const organisation = desk.organisations.find((one) => one.id === id);
  if (organisation === undefined && entries.length === 0) return { ok: false, why: "organisation" };
  const approvals = await stores.approvals.listForTickets([...new Set(entries.map(({ ticketId }) => ticketId))]);
  const tickets = byTicket(desk, entries, { approvals, language });
  const name = organisation?.name ?? id;
  return { ok: true, statement: { organisation: { id, name }, month, zone, language, ...totals(entries), tickets } };
}

function byTicket(
  desk: Desk,
  entries: readonly StatedTimeEntry[],
  { approvals, language }: { approvals: readonly Approval[]; language: Language },
): StatementTicket[] {
  const permissions = groupByTicket(approvals);
  return [...groupByTicket(entries)].map(([ticketId, group]) => ({
    ref: group[0]?.ref ?? "",
    subject: group[0]?.subject ?? "",
    ...totals(group),
    permissions: (permissions.get(ticketId) ?? []).flatMap(presentPermission),
    entries: group.map((entry) => present(desk, entry, language)),
  }));
}

function groupByTicket<T extends { readonly ticketId: number }>(all: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(one.ticketId);
    if (group === undefined) groups.set(one.ticketId, [one]);
    else group.push(one);
  }
  return groups;
}

function totals(entries: readonly StatedTimeEntry[]): StatementTotals {
  const sum = (billable: boolean) =>
    entries.filter((one) => one.billable === billable).reduce((total, { minutes }) => total + minutes, 0);
  return { billableMinutes: sum(true), notBillableMinutes: sum(false) };
}

function presentPermission({ asked, question, answer }: Approval): StatementPermission[] {
  if (asked !== "permission" || answer === null) return [];
  const { outcome, at, by, emailId } = answer;
  return [{ question, outcome, at: formatInstant(at), by, message: emailId }];
}

function present(desk: Desk, entry: StatedTimeEntry, language: Language): StatementEntry {
  return {
    at: formatInstant(entry.at),
    agent: desk.agents[entry.agent]?.name ?? entry.agent,
    minutes: entry.minutes,
    cause: entry.cause,
    billable: entry.billable,
    reason: billingWords(entry)[language],
    text: entry.text,
    message: entry.inboundEmailId,
  };
}
