import type { Selectable } from "kysely";
import type { TimeEntry } from "../../usecases/ports/time-store.ts";
import { fromColumn } from "./instant-column.ts";
import type { LedgerTables } from "./ledger-tables.ts";

export function toEntry(row: Selectable<LedgerTables["time_entry"]>): TimeEntry {
  return {
    id: row.id,
    ticketId: row.ticket_id,
    at: fromColumn(row.at),
    agent: row.agent,
    minutes: row.minutes,
    cause: row.cause,
    billable: row.billable,
    reason: row.reason,
    text: row.text,
    inboundEmailId: row.inbound_email_id,
    messageId: row.message_id,
    line: row.line,
    service: row.service,
    coverage: row.coverage,
  };
}
