import type { Command } from "../../domain/commands/command.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import { type CommandRun, recordCommand, say } from "./command-run.ts";
import { questionOf } from "./question-of.ts";

type ApprovalCommand = Extract<Command, { name: "ask-approval" }>;

/**
 * `#ask-approval`: the customer is asked for so much billable time on the service that the ticket has after the commands of this mail. Only the
 * billable work waits for the answer: every promise runs (sla.md, truth table).
 */
export async function askApproval(run: CommandRun, command: ApprovalCommand, service: string | null): Promise<string> {
  const { stores, from, toFile } = run;
  const { asked, minutes } = command;
  await stores.approvals.ask({
    ticketId: from.ticket.id,
    asked,
    question: questionOf(toFile, command.text),
    module: null,
    version: null,
    service,
    minutes,
    askedAt: toFile.now,
    askedBy: from.agent,
    askedEmailId: toFile.inboundEmailId,
    askedOutboxId: null,
  });
  await recordCommand(run, "asked", { asked, minutes, service });
  return say(
    run,
    `Kunden er bedt om at godkende ${formatLength(minutes, "da")}. Uret går imens.`,
    `The requester is asked to approve ${formatLength(minutes, "en")}. The clock runs meanwhile.`,
  );
}
