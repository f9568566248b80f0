import type { BillingVerdict } from "../../domain/billing/billing-verdict.ts";
import { billingWords, CAUSE_WORDS } from "../../domain/billing/billing-words.ts";
import { judgeBillable } from "../../domain/billing/judge-billable.ts";
import type { Command } from "../../domain/commands/command.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import { formatWorkingTime } from "../../domain/time/working-time.ts";
import { CommandRefused } from "./command-refused.ts";
import { type CommandRun, recordCommand, say } from "./command-run.ts";

type TimeCommand = Extract<Command, { name: "time" }>;

/**
 * `#time`: one entry, billed or not by cause, RASCI and coverage as they are after the commands above it. A negative time takes back what
 * was recorded for the same cause, never more. `line`: which of the mail's `#time` lines it is.
 */
export async function recordTime(run: CommandRun, command: TimeCommand, line: number): Promise<string> {
  const { stores, from, toFile } = run;
  const verdict = command.minutes > 0 ? await judge(run, command) : await takeBack(run, command);
  const id = await stores.time.add({
    ...verdict,
    ticketId: from.ticket.id,
    at: toFile.receivedAt,
    agent: from.agent,
    minutes: command.minutes,
    text: command.text,
    inboundEmailId: toFile.inboundEmailId,
    messageId: toFile.mail.messageId,
    line,
  });
  if (id === null)
    return say(run, "Tiden fra denne mail er allerede noteret.", "The time of this mail is there already.");
  const { minutes, cause } = command;
  await recordCommand(run, "time-recorded", { id, minutes, ...verdict });
  return sentence(run, { minutes, cause }, verdict);
}

async function judge({ stores, context, from }: CommandRun, { cause }: TimeCommand): Promise<BillingVerdict> {
  // Read anew: a #service above this line has changed it.
  const { coverage } = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  return judgeBillable(context.desk, { cause, coverage });
}

/** Billed as it was: time of that cause may lie on both sides, since the coverage may have changed in between. */
async function takeBack(run: CommandRun, command: TimeCommand): Promise<BillingVerdict> {
  const { minutes, cause } = command;
  const entries = (await run.stores.time.listForTicket(run.from.ticket.id)).filter((one) => one.cause === cause);
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

function sentence(
  run: CommandRun,
  { minutes, cause }: Pick<TimeCommand, "minutes" | "cause">,
  verdict: BillingVerdict,
): string {
  const why = billingWords(verdict);
  const length = { da: formatLength(Math.abs(minutes), "da"), en: formatLength(Math.abs(minutes), "en") };
  const side = verdict.billable
    ? { da: "Tiden faktureres.", en: "The time is billed." }
    : { da: "Tiden faktureres ikke.", en: "The time is not billed." };
  const what =
    minutes > 0
      ? { da: `${length.da} er noteret`, en: `${length.en} are recorded` }
      : { da: `${length.da} er trukket fra`, en: `${length.en} are taken back` };
  return say(
    run,
    `${what.da} (årsag: ${CAUSE_WORDS[cause].da}). ${side.da} ${why.da}`,
    `${what.en} (cause: ${CAUSE_WORDS[cause].en}). ${side.en} ${why.en}`,
  );
}
