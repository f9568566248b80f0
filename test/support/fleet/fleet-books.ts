import { execFile } from "node:child_process";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../../src/adapters/postgres/schema.ts";
import { wrongDeliveries } from "../wrong-deliveries.ts";
import { ALERTED } from "./fleet-desk.ts";
import type { FleetScene } from "./run-fleet.ts";

const PROGRAM = join(process.cwd(), "dist/cli/program.js");

/** What the books show that must not be; each line counts the cases of which it is true. */
export async function findFleetViolations(scene: FleetScene): Promise<string[]> {
  return [
    ...(await wrongRows(scene)),
    ...(await peopleWithTwo(scene.database)),
    ...(await wrongDeliveries(scene.database, scene.sink)),
    ...(await idleWorkers(scene.database)),
    ...(await unaccounted(scene)),
  ];
}

/**
 * Who was told of each breach. A promise that was moved to an earlier start goes on in another clock, with what rang in the former: the two are one.
 */
const TOLD = sql`(
  select count(distinct a.recipient) as recipients, count(a.recipient) as alerts, count(distinct a.recipient) filter (where a.outbox_id is not null) as mailed
  from sla_clock c join escalation e on e.clock_id = c.id left join alert a on a.escalation_id = e.id
  group by c.ticket_id, c.kind, e.step)`;

async function wrongRows({ database, mails, plan }: FleetScene): Promise<string[]> {
  const found = await sql<{ what: string; count: number }>`
    select what, count from (values
      ('mails not accepted once', ${mails.length}::bigint - (select count(*) from inbound_email)),
      ('mails not filed once', ${mails.length}::bigint - (select count(*) from filing)),
      ('mails in quarantine', (select count(*) from inbound_email where state = 'quarantined')),
      ('people without a ticket, or tickets more than people', ${plan.people}::bigint - (select count(*) from ticket)),
      ('tickets without their one acknowledgement', (select count(*) from ticket t where 1 <>
        (select count(*) from outbox where ticket_id = t.id and class = 'acknowledgement'))),
      ('messages that are not on their ticket once', (select count(*) from (
        select from message where inbound_email_id is not null group by inbound_email_id having count(*) > 1) twice)),
      ('clocks that did not ring once', (select count(*) from sla_clock c where state <> 'cancelled' and 1 <>
        (select count(*) from escalation where clock_id = c.id and step = 0))),
      ('clocks that rang before they were due', (select count(*) from escalation where fired_at <= due_at)),
      ('breaches of which not everybody was told once', (select count(*) from ${TOLD} as told
        where recipients <> ${ALERTED}::bigint or alerts <> ${ALERTED}::bigint or mailed <> ${ALERTED}::bigint)),
      ('mails that are neither sent nor known not to be', (select count(*) from outbox where state not in ('sent', 'uncertain')
        or (state = 'uncertain' and class not in ('acknowledgement', 'confirmation')))),
      ('backups of the day beside the one', 1 - (select count(*) from job_run where name = 'backup' and ok)),
      ('failed backups', (select count(*) from job_run where not ok)),
      ('mailboxes that are held though nobody lives', (select count(*) from mailbox where lease_until > now() + interval '20 minutes'))
    ) as found (what, count) where count <> 0`.execute(database);
  return found.rows.map(({ what, count }) => `${what}: ${count}`);
}

/** Whose second mail is on another ticket than the first, whichever of them was filed first. */
async function peopleWithTwo(database: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ question: number; answer: number }>`
    with mail as (
      select e.id, f.ticket_id, substring(e.message_id from 'made-([0-9]+)@')::integer as number
      from inbound_email e join filing f on f.inbound_email_id = e.id)
    select question.id as question, answer.id as answer
    from mail question join mail answer on answer.number = question.number + 1
    where question.number % 4 = 0 and question.ticket_id <> answer.ticket_id`.execute(database);
  return rows.map(({ question, answer }) => `mail ${answer} answers mail ${question} and is on another ticket`);
}

/** Where there is work for all, each worker does its part of it. */
async function idleWorkers(database: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ process: string }>`
    select 'worker' || n as process from generate_series(1, 3) n
    where not exists (select from fleet_work where process = 'worker' || n)`.execute(database);
  return rows.map(({ process }) => `${process} did nothing of it`);
}

async function unaccounted({ plan, environment }: FleetScene): Promise<string[]> {
  const { code, output } = await runAudit({ ...environment, DATABASE_URL: plan.databaseUrl });
  return code === 0 ? [] : [`svartid audit: ${output.slice(0, 2000)}`];
}

function runAudit(environment: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const secret = "a secret of the proof that is long enough to sign with";
  const env = { PATH: process.env.PATH, SVARTID_SECRET: secret, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, "audit"], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : 1, output: out + err }),
    );
  });
}
