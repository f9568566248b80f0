import { type Kysely, sql } from "kysely";
import type { Schema } from "../../../src/adapters/postgres/schema.ts";

/** What one process did, by the record in the database. */
export interface WorkOfProcess {
  readonly process: string;
  readonly accepted: number;
  readonly filed: number;
  readonly sent: number;
  readonly fired: number;
}

const WORK = [
  { table: "inbound_email", on: "insert", when: "true", kind: "accepted" },
  { table: "filing", on: "insert", when: "true", kind: "filed" },
  { table: "outbox", on: "update", when: "new.state = 'sent' and old.state <> 'sent'", kind: "sent" },
  { table: "escalation", on: "insert", when: "true", kind: "fired" },
];

/** From now on it is noted which process did what: each connects under a name of its own. */
export async function noteWork(database: Kysely<Schema>): Promise<void> {
  const statements = [
    "create table fleet_work (kind text, process text)",
    `create function note_fleet_work() returns trigger language plpgsql as $$
     begin insert into fleet_work values (tg_argv[0], current_setting('application_name')); return null; end $$`,
    ...WORK.map(
      ({ table, on, when, kind }) =>
        `create trigger note_fleet_work after ${on} on ${table} for each row when (${when}) execute function note_fleet_work('${kind}')`,
    ),
  ];
  for (const statement of statements) await sql.raw(statement).execute(database);
}

/** Done before the books are audited and the tables compared: what is only of this proof goes again. */
export async function readWork(database: Kysely<Schema>, processes: readonly string[]): Promise<WorkOfProcess[]> {
  const { rows } = await sql<{ kind: string; process: string; count: number }>`
    select kind, process, count(*) as count from fleet_work group by kind, process`.execute(database);
  const of = (process: string, kind: string) =>
    rows.find((row) => row.process === process && row.kind === kind)?.count ?? 0;
  return processes.map((process) => ({
    process,
    accepted: of(process, "accepted"),
    filed: of(process, "filed"),
    sent: of(process, "sent"),
    fired: of(process, "fired"),
  }));
}

/** How many connections each process has at this moment, to its tables and to a queue on PostgreSQL alike. */
export async function readConnections(database: Kysely<Schema>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ process: string; count: number }>`
    select application_name as process, count(*) as count from pg_stat_activity
    where datname = current_database() and application_name <> 'svartid' group by 1`.execute(database);
  return new Map(rows.map(({ process, count }) => [process, count]));
}
