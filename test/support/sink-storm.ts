import { sql } from "kysely";
import { simpleParser } from "mailparser";
import type { SmtpFailure, SmtpPhase } from "../../src/adapters/embedded/start-smtp-server.ts";
import { answerFailed } from "../../src/usecases/answer-failed.ts";
import type { OutboxMail } from "../../src/usecases/ports/outbox-store.ts";
import { queueMail } from "../../src/usecases/queue-mail.ts";
import { recoverOutbox, sendOutbox } from "../../src/usecases/send-outbox.ts";
import { JOURNAL, type JournalDesk, openJournalDesk } from "./journal-desk.ts";
import { openTestDesk, type TestDesk } from "./open-test-desk.ts";
import { seededChance } from "./seeded-chance.ts";
import { testDesk } from "./test-desk.ts";

export interface SinkFigures {
  readonly replies: number;
  readonly sent: number;
  readonly failed: number;
  readonly uncertain: number;
  /** What the server did to deliveries, by kind. */
  readonly faults: Readonly<Record<"drop" | "silence" | "4xx" | "5xx", number>>;
  readonly violations: readonly string[];
}

interface Storm {
  readonly desk: TestDesk;
  readonly world: JournalDesk;
  readonly faults: Record<"drop" | "silence" | "4xx" | "5xx", number>;
}

const BAD = "gone@north.example";
const REFUSED: SmtpFailure = { kind: "refuse", code: 550, text: "5.1.1 no such user" };
/** So many first replies meet a server that never says whether it took them, until the desk gives up asking. */
const NEVER_ANSWERED = 3;
const FAULT_SHARE = 0.08;
const QUIET_HOURS = 16;

/**
 * So many replies of a whole desk through a server that drops, falls silent and answers 4xx and 5xx at every stage, by chance of the seed. Every
 * tenth reply also goes to somebody the server refuses. In the end each has arrived once, or has failed or is uncertain and its agents were told.
 */
export async function runSinkStorm(seed: number, replies: number): Promise<SinkFigures> {
  const desk = await openTestDesk(testDesk());
  const world = await openJournalDesk(desk.open.url);
  const storm: Storm = { desk, world, faults: { drop: 0, silence: 0, "4xx": 0, "5xx": 0 } };
  const { context } = desk.open.filing;
  world.desk.services = {
    ...world.desk.services,
    onFailed: (stores, mail, failed) => answerFailed(stores, context, mail, failed),
  };
  try {
    const ids: number[] = [];
    while (ids.length < Math.min(NEVER_ANSWERED, replies)) ids.push(await reply(storm, ids.length));
    await neverAnswer(storm);
    while (ids.length < replies) ids.push(await reply(storm, ids.length));
    await rage(storm, seededChance(seed));
    return await judge(storm, ids);
  } finally {
    await world.stop();
    await desk.close();
  }
}

function requesterOf(index: number): string {
  return `c${index}@north.example`;
}

async function reply({ desk }: Storm, index: number): Promise<number> {
  const { unitOfWork, mail } = desk.open;
  return await unitOfWork.transaction(async (stores) => {
    const requester = { address: requesterOf(index), name: "" };
    const ref = `SV-${index}`;
    const ticket = await stores.tickets.open({
      ref,
      subject: "Systemet",
      state: "open",
      level: "C",
      requester,
      mailboxId: null,
      organisation: null,
      agreement: null,
      hosting: null,
      service: null,
      activity: null,
      coverage: "unknown",
      responsible: "vendor",
      team: "support",
      agent: "one",
      language: "da",
      relatedTicketId: null,
      openedAt: await stores.now(),
    });
    const queued = await queueMail(stores, mail, {
      class: "reply",
      ticketId: ticket?.id ?? 0,
      ticketRef: ref,
      to: [requester],
      cc: index % 10 === 9 ? [{ address: BAD }] : [],
      template: "reply",
      language: "da",
      data: { subject: "Systemet", text: "Det kører igen.", agentName: "Agent One", quoted: null },
      replyTo: null,
    });
    if (queued.kind === "refused") throw new Error(queued.why);
    return queued.outboxId;
  });
}

/** No mail is taken and no answer given after the final dot, until every reply so far rests. */
async function neverAnswer(storm: Storm): Promise<void> {
  storm.world.failures.at = (phase) => (phase === "body" ? { kind: "drop" } : null);
  for (let round = 0; round < 6; round += 1) {
    await sendOutbox(storm.world.desk.services, 10);
    await storm.world.seek();
    await passTime(storm, 10);
  }
  storm.world.failures.at = () => null;
}

async function rage(storm: Storm, chance: () => number): Promise<void> {
  const { desk, failures } = storm.world;
  let isQuiet = false;
  failures.at = (phase, subject) => {
    if (subject === BAD) return REFUSED;
    // Without a copy there is no evidence: the journal takes what is offered to it.
    if (isQuiet || subject === JOURNAL || chance() > FAULT_SHARE) return null;
    return count(storm, failureAt(phase, chance()));
  };
  const round = async (minutes: number) => {
    await passTime(storm, minutes);
    await recoverOutbox(desk.services, 1000);
    await storm.world.seek();
    await sendOutbox(desk.services, 1000);
    await storm.world.seek();
  };
  for (let stormy = 0; stormy < 4; stormy += 1) await round(10);
  isQuiet = true;
  for (let hour = 0; hour < QUIET_HOURS; hour += 1) await round(60);
}

// A refusal of what was taken would be a lie that nothing can see through.
function failureAt(phase: SmtpPhase, fraction: number): SmtpFailure {
  if (fraction < 0.1) return { kind: "silence" };
  if (phase === "answer" || fraction < 0.5) return { kind: "drop" };
  return { kind: "refuse", code: fraction < 0.85 ? 451 : 554, text: "4.3.0 as the chance will have it" };
}

function count({ faults }: Storm, failure: SmtpFailure): SmtpFailure {
  const kind = failure.kind !== "refuse" ? failure.kind : failure.code < 500 ? "4xx" : "5xx";
  faults[kind] += 1;
  return failure;
}

async function passTime({ world }: Storm, minutes: number): Promise<void> {
  await sql`update desk_time set "offset" = "offset" + make_interval(mins => ${minutes})`.execute(world.desk.database);
}

async function judge(storm: Storm, ids: readonly number[]): Promise<SinkFigures> {
  const told = await ticketsTold(storm);
  const rows = await Promise.all(ids.map((id) => storm.world.desk.row(id)));
  const inState = (state: OutboxMail["state"]) => rows.filter((row) => row.state === state).length;
  return {
    replies: ids.length,
    sent: inState("sent"),
    failed: inState("failed"),
    uncertain: inState("uncertain"),
    faults: storm.faults,
    violations: rows.flatMap((row, index) => faultsOf(storm, row, requesterOf(index), told)),
  };
}

function faultsOf(
  { world }: Storm,
  { id, ticketId, state, recipients }: OutboxMail,
  requester: string,
  told: Told,
): string[] {
  const copies = world.copies.filter(({ address }) => address === requester).length;
  const reached = recipients.find(({ address }) => address === requester)?.state === "sent";
  const faults: string[] = [];
  if (!["sent", "failed", "uncertain"].includes(state)) faults.push("has not ended");
  if (copies > 1 || (state !== "uncertain" && copies !== (reached ? 1 : 0))) faults.push(`${copies} copies arrived`);
  const hasFailed = recipients.some((one) => one.state === "failed");
  if (hasFailed && !told.failed.has(ticketId)) faults.push("nobody was told that it failed");
  if (state === "uncertain" && !told.uncertain.has(ticketId)) faults.push("nobody was told that it is uncertain");
  if (recipients.find(({ address }) => address === BAD)?.state === "sent")
    faults.push("a refused address counts as sent");
  return faults.map((fault) => `reply ${id} (${state}): ${fault}`);
}

interface Told {
  readonly failed: ReadonlySet<number | null>;
  readonly uncertain: ReadonlySet<number | null>;
}

/** By the alerts as they were built; one that the storm took as well is at least on the list of what is stuck. */
async function ticketsTold({ world }: Storm): Promise<Told> {
  const [failed, uncertain] = [new Set<number | null>(), new Set<number | null>()];
  const alerts = await world.desk.database
    .selectFrom("outbox")
    .select(["ticket_id", "state", "bytes"])
    .where("class", "=", "notification")
    .execute();
  for (const { ticket_id, state, bytes } of alerts) {
    const hasArrived = world.copies.some((copy) => copy.bytes.equals(Buffer.from(bytes)));
    if (!hasArrived && !["failed", "uncertain"].includes(state)) continue;
    const { subject = "" } = await simpleParser(Buffer.from(bytes));
    if (subject.startsWith("Ikke leveret:")) failed.add(ticket_id);
    if (subject.startsWith("Måske ikke leveret:")) uncertain.add(ticket_id);
  }
  return { failed, uncertain };
}
