import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import type { NewCharge, TimeLedger } from "../../domain/billing/time-ledger.ts";
import type { StatedCharge } from "../../usecases/ports/time-store.ts";
import { fromColumn, toColumn } from "./instant-column.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import type { Schema } from "./schema.ts";
import { toEntry } from "./to-time-entry.ts";
import { withMerged } from "./with-merged.ts";

export async function addCharges(db: Kysely<Schema>, charges: readonly NewCharge[]): Promise<void> {
  if (charges.length === 0) return;
  const rows = charges.map(({ entryId, counterEntryId, approvalId, billed, takenBack, at }) => ({
    entry_id: entryId,
    counter_entry_id: counterEntryId,
    approval_id: approvalId,
    billed,
    taken_back: takenBack,
    at: toColumn(at),
  }));
  await db.insertInto("time_charge").values(rows).execute();
}

export async function readLedger(db: Kysely<Schema>, ticketId: number): Promise<TimeLedger> {
  const entries = db.selectFrom("time_entry").selectAll().where("ticket_id", "in", withMerged(ticketId));
  const charges = db
    .selectFrom("time_charge")
    .innerJoin("time_entry", "time_entry.id", "time_charge.entry_id")
    .selectAll("time_charge")
    .where("time_entry.ticket_id", "in", withMerged(ticketId));
  const [entryRows, chargeRows] = await Promise.all([
    entries.orderBy("id").execute(),
    charges.orderBy("time_charge.id").execute(),
  ]);
  return { entries: entryRows.map(toEntry), charges: chargeRows.map(toCharge) };
}

/** `which`: a condition on `ticket` and `charge`. */
export async function listCharges(db: Kysely<Schema>, which: RawBuilder<boolean>): Promise<StatedCharge[]> {
  const rows = await db
    .selectFrom("time_charge as charge")
    .innerJoin("time_entry", (join) =>
      join.on(sql<boolean>`time_entry.id = coalesce(charge.counter_entry_id, charge.entry_id)`),
    )
    .innerJoin("ticket", "ticket.id", "time_entry.ticket_id")
    .leftJoin("approval", "approval.id", "charge.approval_id")
    .selectAll("time_entry")
    .select(["ticket.ref", "ticket.subject"])
    .select(["charge.entry_id", "charge.counter_entry_id", "charge.approval_id", "charge.billed", "charge.taken_back"])
    .select(["charge.at as charged_at", "approval.answered_at", "approval.answered_by", "approval.answer_email_id"])
    .where(which)
    .orderBy(sql`time_entry.ticket_id, charge.at, charge.id`)
    .execute();
  return rows.map((row) => ({
    ...toCharge({ ...row, at: row.charged_at }),
    entry: { ...toEntry(row), ref: row.ref, subject: row.subject },
    approval: toApproval(row),
  }));
}

function toCharge(row: Omit<Selectable<LedgerTables["time_charge"]>, "id" | "created_at">): NewCharge {
  return {
    entryId: row.entry_id,
    counterEntryId: row.counter_entry_id,
    approvalId: row.approval_id,
    billed: row.billed,
    takenBack: row.taken_back,
    at: fromColumn(row.at),
  };
}

function toApproval(row: {
  approval_id: number | null;
  answered_at: Date | null;
  answered_by: string | null;
  answer_email_id: number | null;
}): StatedCharge["approval"] {
  const at = fromColumn(row.answered_at);
  if (row.approval_id === null || at === null || row.answer_email_id === null) return null;
  return { id: row.approval_id, by: row.answered_by ?? "", at, emailId: row.answer_email_id };
}
