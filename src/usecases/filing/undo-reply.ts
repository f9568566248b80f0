import type { CommandFault } from "../../domain/commands/command.ts";
import { followMerges } from "../follow-merges.ts";
import type { TicketStore } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { answerWithFaults } from "./answer-agent.ts";
import { type CommandRun, recordCommand, say } from "./command-run.ts";
import { confirmCommands } from "./confirm-commands.ts";
import { tellUndone, type UndoneReply } from "./tell-undone.ts";

/** More than can be held at once: a reply waits for seconds. */
const MAX_HELD = 500;

const TOO_LATE: Omit<CommandFault, "line"> = {
  lineNumber: 1,
  da: "Intet svar fra dig på denne sag venter på at blive sendt, så intet blev stoppet.",
  en: "No reply of yours on this ticket waits to be sent, so nothing was stopped.",
};

/**
 * `#undo`: stops the agent's last reply on the ticket while it is held. What commands did stays done, and the confirmation says so; what of it the
 * reply would have told, the desk tells. A
 * reply that a sender has claimed is on its way: then the agent is told that it was too late.
 */
export async function undoReply(run: CommandRun, line: string): Promise<void> {
  const { stores, context, toFile, from } = run;
  const stopped = await stopLastHeld(stores, run);
  if (stopped === null) {
    await answerWithFaults(stores, context, toFile, from, [{ ...TOO_LATE, line }]);
    return;
  }
  const { recipients } = stopped;
  const { told, why } = await tellUndone(run, stopped);
  const done = [
    say(run, `Svaret til ${recipients.join(", ")} er stoppet.`, `The reply to ${recipients.join(", ")} was stopped.`),
    say(run, "Hvad kommandoer har gjort, står ved magt.", "What commands did stays done."),
    ...(why === null ? [] : [why[run.language]]),
  ];
  await confirmCommands(run, { done, recipients: [], told });
}

interface Stopped extends UndoneReply {
  readonly recipients: readonly string[];
}

async function stopLastHeld(stores: Stores, run: CommandRun): Promise<Stopped | null> {
  const held = await stores.outbox.list({ state: "held", limit: MAX_HELD });
  for (const { id } of held.filter((one) => one.class === "reply")) {
    const mail = await stores.outbox.lockToResolve(id);
    if (mail?.state !== "held" || mail.ticketId === null || !(await isOnTicket(run, mail.ticketId))) continue;
    const writer = mail.messageRowId === null ? null : await stores.tickets.findWriter(mail.messageRowId);
    if (!isWrittenBy(run, writer)) continue;
    const recipients = mail.recipients.map((one) => ({ ...one, state: "cancelled" as const }));
    const outcome = { state: "cancelled" as const, recipients, nextAt: null, lastError: null, sentAt: null };
    await stores.outbox.resolve(id, outcome);
    if (mail.messageRowId !== null) await stores.approvals.withdraw(mail.messageRowId);
    await recordCommand(run, "reply-undone", { outboxId: id });
    return {
      recipients: recipients.map(({ address }) => address),
      ticketId: mail.ticketId,
      inboundEmailId: writer?.inboundEmailId ?? null,
    };
  }
  return null;
}

// A `#merge` in the very mail may have moved the ticket from under its reply.
async function isOnTicket({ stores, from }: CommandRun, ticketId: number): Promise<boolean> {
  return ticketId === from.ticket.id || (await followMerges(stores, ticketId))?.id === from.ticket.id;
}

type Writer = Awaited<ReturnType<TicketStore["findWriter"]>>;

function isWrittenBy({ context, from }: CommandRun, writer: Writer): boolean {
  const addresses = context.desk.agents[from.agent]?.addresses ?? [];
  return writer?.author === "agent" && addresses.includes(writer.address?.toLowerCase() ?? "");
}
