import type { ColumnType, Generated, GeneratedAlways } from "kysely";
import type { Audited } from "../../usecases/audit.ts";
import type { ErasedPerson } from "../../usecases/ports/erasure-store.ts";
import type { JobName } from "../../usecases/ports/job-run-store.ts";
import type { AccessTables } from "./access-tables.ts";
import type { AuditTables } from "./audit-tables.ts";
import type { ClockTables } from "./clock-tables.ts";
import type { IntakeTables } from "./intake-tables.ts";
import type { LedgerTables } from "./ledger-tables.ts";
import type { OutboxTables } from "./outbox-tables.ts";
import type { ReleaseTables } from "./release-tables.ts";
import type { TicketTables } from "./ticket-tables.ts";

/** The tables of migrations/, as Kysely sees them. bigint arrives as number, timestamptz as Date. */
export interface Schema
  extends AccessTables,
    AuditTables,
    ClockTables,
    IntakeTables,
    LedgerTables,
    OutboxTables,
    ReleaseTables,
    TicketTables {
  desk_time: { one: Generated<boolean>; offset: string };
  erasure_key: { one: Generated<boolean>; sealed: string };
  erasure: {
    id: GeneratedAlways<number>;
    code: string;
    at: Date;
    reason: Generated<string>;
    person: ColumnType<ErasedPerson | null, string | null | undefined, string | null>;
    finished_at: Date | null;
  };
  heartbeat: { name: string; at: Date; detail: string | null };
  job_run: {
    id: GeneratedAlways<number>;
    name: JobName;
    at: Generated<Date>;
    ok: boolean;
    detail: string;
    at_fault: Audited | null;
  };
  trouble: {
    id: GeneratedAlways<number>;
    name: string;
    since: Date;
    seen_at: Date;
    red_ms: number;
    green_since: Date | null;
    told_at: Date | null;
    ended_at: Date | null;
  };
  restoration: { id: GeneratedAlways<number>; taken_at: Date; restored_at: Generated<Date>; ran_until: Date };
}
