import type { BillingVerdict } from "../../domain/billing/billing-verdict.ts";
import { CAUSE_WORDS } from "../../domain/billing/billing-words.ts";
import { judgeBillable } from "../../domain/billing/judge-billable.ts";
import { takeBackTime } from "../../domain/billing/take-back-time.ts";
import type { NewCharge } from "../../domain/billing/time-ledger.ts";
import type { Command } from "../../domain/commands/command.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import { formatWorkingTime } from "../../domain/time/working-time.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { CommandRefused } from "./command-refused.ts";
import { type CommandRun, recordCommand, say } from "./command-run.ts";
import { settleTime } from "./settle-time.ts";
import { timeSentence } from "./time-sentence.ts";

type TimeCommand = Extract<Command, { name: "time" }>;

/**
 * `#time`: one entry, for the customer or the vendor to pay by cause, RASCI and coverage as they are after the commands above it; what the customer
 * must approve first is billed when they do. A negative time takes back what was recorded for the same cause, never more. `line`: which of the
 * mail's `#time` lines it is.
 */
export async function recordTime(run: CommandRun, command: TimeCommand, line: number): Promise<string> {
  const { stores, context, from, toFile } = run;
  // Read anew: a #service above this line has changed it.
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const { minutes, cause } = command;
  const verdict =
    minutes > 0 ? judgeBillable(context.desk, { cause, coverage: ticket.coverage }) : await sideOf(run, command);
  const id = await add(run, ticket, { command, verdict, line });
  if (id === null)
    return say(run, "Tiden fra denne mail er allerede noteret.", "The time of this mail is there already.");
  await recordCommand(run, "time-recorded", { id, minutes, ...verdict });
  const credited = minutes < 0 && verdict.billable ? await takeBack(run, command, id) : [];
  const charged = verdict.billable ? await settleTime(stores, context.desk, ticket.id, toFile.now) : [];
  return await timeSentence(run, ticket, { minutes, verdict, billed: billedOf(id, credited, charged) });
}

function add(
  { stores, from, toFile }: CommandRun,
  { service, coverage }: Ticket,
  { command, verdict, line }: { command: TimeCommand; verdict: BillingVerdict; line: number },
): Promise<number | null> {
  return stores.time.add({
    ...verdict,
    ticketId: from.ticket.id,
    at: toFile.receivedAt,
    agent: from.agent,
    minutes: command.minutes,
    text: command.text,
    inboundEmailId: toFile.inboundEmailId,
    messageId: toFile.mail.messageId,
    line,
    service,
    coverage,
  });
}

/**
 * Billed as it was, also what was recorded on a ticket before it was merged into this one: mail about either comes here now. Time of that cause may lie on
 * both sides, since the coverage may have changed in between.
 */
async function sideOf(run: CommandRun, { minutes, cause }: TimeCommand): Promise<BillingVerdict> {
  const ledger = await run.stores.time.readLedger(run.from.ticket.id);
  const entries = ledger.entries.filter((one) => one.cause === cause);
  const sums = [true, false].map((billable) => ({
    billable,
    sum: entries.filter((one) => one.billable === billable).reduce((total, one) => total + one.minutes, 0),
  }));
  const side = sums.find(({ sum }) => sum + minutes >= 0);
  if (side !== undefined) return { billable: side.billable, reason: "correction", cause };
  const most = Math.max(...sums.map(({ sum }) => sum));
  throw new CommandRefused({
    lineNumber: 1,
    line: `#time ${formatWorkingTime(minutes)} cause=${cause}`,
    da: `Der er kun noteret ${formatLength(most, "da")} med årsagen ${CAUSE_WORDS[cause].da}, så så meget kan ikke trækkes fra.`,
    en: `Only ${formatLength(most, "en")} are recorded with the cause ${CAUSE_WORDS[cause].en}, so not so much can be taken back.`,
  });
}

async function takeBack({ stores, from, toFile }: CommandRun, { minutes, cause }: TimeCommand, counterEntryId: number) {
  const taken = { counterEntryId, ticketId: from.ticket.id, cause, minutes: -minutes, at: toFile.now };
  const charges = takeBackTime(await stores.time.readLedger(from.ticket.id), taken);
  await stores.time.charge(charges);
  return charges;
}

/** Of this entry alone: what it set free may have billed another's minutes. */
function billedOf(id: number, credited: readonly NewCharge[], charged: readonly NewCharge[]): number {
  const own = [...credited, ...charged.filter(({ entryId }) => entryId === id)];
  return own.reduce((sum, { billed }) => sum + billed, 0);
}
