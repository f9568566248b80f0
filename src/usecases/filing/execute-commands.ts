import type { Command } from "../../domain/commands/command.ts";
import { acknowledgeAlert } from "../clock/acknowledge-alert.ts";
import { endClocks } from "../clock/end-clocks.ts";
import { endPauses } from "../clock/end-pauses.ts";
import { pauseClocks } from "../clock/pause-clocks.ts";
import { reopenClocks } from "../clock/reopen-clocks.ts";
import { startClocks } from "../clock/start-clock.ts";
import type { TicketChange } from "../ports/ticket-store.ts";
import { askApproval } from "./ask-approval.ts";
import { askRequester } from "./ask-requester.ts";
import { serviceAfter } from "./ask-terms.ts";
import { admitToTicket, removeFromTicket } from "./change-participants.ts";
import { setActivity, setLevel, setService } from "./classify-ticket.ts";
import { type CommandRun, changeTicket, recordCommand, say } from "./command-run.ts";
import { linkTicket } from "./link-ticket.ts";
import { logError } from "./log-error.ts";
import { mergeTicket } from "./merge-ticket.ts";
import { notifyAssigned } from "./notify-assigned.ts";
import { recordChange } from "./record-change.ts";
import { recordTime } from "./record-time.ts";
import { unwatchTicket, watchTicket } from "./watch-ticket.ts";

/** Does what the commands ask, in order; gives the sentences of each that has something to say. */
export async function executeCommands(run: CommandRun, commands: readonly Command[]): Promise<string[]> {
  const done: string[] = [];
  const isAssigned = commands.some(({ name }) => name === "assign");
  for (const [index, command] of commands.entries()) {
    const sentence = await executeLine(run, command, { commands, line: lineOf(commands, index), isAssigned });
    if (sentence !== null) done.push(...[sentence].flat());
  }
  return done;
}

/** Which of its kind a command of a mail is, from 1. */
function lineOf(commands: readonly Command[], index: number): number {
  const { name } = commands[index] ?? {};
  return commands.slice(0, index + 1).filter((one) => one.name === name).length;
}

/** What makes an entry of its own knows it by the mail and the line; what may move the ticket, whether the mail says who has it. */
async function executeLine(
  run: CommandRun,
  command: Command,
  { commands, line, isAssigned }: { commands: readonly Command[]; line: number; isAssigned: boolean },
): Promise<string | string[] | null> {
  switch (command.name) {
    case "level":
      return await setLevel(run, command, {
        isAssigned,
        hasActivity: commands.some(({ name }) => name === "activity"),
      });
    case "activity":
      return await setActivity(run, command.activity, isAssigned);
    case "ask-approval":
      return await askApproval(run, command, serviceAfter(run.from.ticket, commands));
    case "time":
      return await recordTime(run, command, line);
    case "change":
      return await recordChange(run, command, line);
    default:
      return await execute(run, command);
  }
}

async function execute(
  run: CommandRun,
  command: Exclude<Command, { name: "time" | "change" | "ask-approval" | "level" | "activity" }>,
): Promise<string | null> {
  switch (command.name) {
    case "note":
      return say(run, "Teksten er gemt som intern note.", "The text was kept as an internal note.");
    case "assign":
      return await assign(run, command);
    case "service":
      return await setService(run, command.service);
    case "cc":
      return await admitToTicket(run, command.address);
    case "uncc":
      return await removeFromTicket(run, command.address);
    case "merge":
      return await mergeTicket(run, command.ref);
    case "link":
      return await linkTicket(run, command.ref);
    case "error":
      return await logError(run, command);
    case "ack":
      return await acknowledgeLadder(run, command.holdMinutes);
    case "watch":
      return await watchTicket(run);
    case "unwatch":
      return await unwatchTicket(run);
    default:
      return await changeState(run, command);
  }
}

type RestOfCommands = Exclude<
  Command,
  {
    name:
      | "time"
      | "ask-approval"
      | "error"
      | "change"
      | "level"
      | "assign"
      | "service"
      | "activity"
      | "cc"
      | "uncc"
      | "merge"
      | "link"
      | "ack"
      | "watch"
      | "unwatch";
  }
>;

async function changeState(run: CommandRun, command: RestOfCommands): Promise<string | null> {
  switch (command.name) {
    case "wait":
      return await wait(run, command.reason);
    case "ask-consent":
    case "ask-access":
    case "ask-permission":
      return await askRequester(run, command);
    case "resolve":
    case "close":
      return await end(run, command.name);
    case "reopen":
      return await reopen(run);
    case "accept":
      return await accept(run, command.reason);
    case "template":
      return say(run, `Skabelonen ${command.template} er brugt.`, `The template ${command.template} was used.`);
    default:
      // What says what becomes of the whole mail is obeyed before this.
      return null;
  }
}

async function assign(run: CommandRun, to: { agent: string | null; team: string | null }): Promise<string> {
  const changes = to.team === null ? { agent: to.agent } : { team: to.team, agent: null };
  // Whoever answers below the line has taken the ticket already.
  const before = await run.stores.tickets.find(run.from.ticket.id);
  if (to.agent === null || before?.agent !== to.agent) {
    await changeTicket(run, changes, "assigned", changes);
    await notifyAssigned(run);
  }
  const name = to.agent === null ? (to.team ?? "") : (run.context.desk.agents[to.agent]?.name ?? to.agent);
  return say(run, `Sagen er tildelt ${name}.`, `The ticket is assigned to ${name}.`);
}

async function wait(run: CommandRun, reason: string): Promise<string> {
  await changeTicket(run, { state: "waiting" }, "waiting", { reason });
  await pauseClocks(run.stores, run.context.clock, run.from.ticket.id, { ...at(run), reason: "requester" });
  return say(run, "Sagen venter nu på kunden.", "The ticket now waits for the requester.");
}

async function end(run: CommandRun, how: "resolve" | "close"): Promise<string> {
  const { now } = run.toFile;
  const changes: TicketChange =
    how === "resolve" ? { state: "resolved", resolvedAt: now } : { state: "closed", closedAt: now };
  await changeTicket(run, changes, how === "resolve" ? "resolved" : "closed", {});
  await endClocks(run.stores, run.context.clock, run.from.ticket.id, at(run));
  return how === "resolve"
    ? say(run, "Sagen er løst.", "The ticket is resolved.")
    : say(run, "Sagen er lukket.", "The ticket is closed.");
}

async function reopen(run: CommandRun): Promise<string> {
  await changeTicket(run, { state: "open", resolvedAt: null, closedAt: null }, "reopened", {});
  await reopenClocks(run.stores, run.context.clock, run.from.ticket.id, at(run));
  await endPauses(run.stores, run.context.clock, run.from.ticket.id, at(run));
  return say(run, "Sagen er genåbnet.", "The ticket is open again.");
}

/** Takes a ticket that no agreement covers: the promise begins at this instant (sla.md, no valid agreement). */
async function accept(run: CommandRun, reason: string): Promise<string> {
  const { stores, context, from, toFile } = run;
  const clocks = await stores.clocks.listForTicket(from.ticket.id);
  if (clocks.length > 0)
    return say(run, "Sagen har allerede et løfte om svartid.", "The ticket has a promised time already.");
  // Read anew: a #level above this line has changed it.
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  await startClocks(stores, context.clock, {
    ticketId: ticket.id,
    level: ticket.level,
    startedAt: toFile.now,
    agreed: ticket,
  });
  await changeTicket(
    run,
    ticket.state === "waiting" ? { state: "open" } : {},
    "accepted",
    reason === "" ? {} : { reason },
  );
  return say(run, "Sagen er godtaget, og uret går.", "The ticket is accepted, and its clock runs.");
}

async function acknowledgeLadder(run: CommandRun, holdMinutes: number | null): Promise<string> {
  const { stores, context, from } = run;
  const acknowledged = await acknowledgeAlert(stores, context.clock, from.ticket.id, { ...at(run), holdMinutes });
  if (acknowledged.kind === "nothing-to-hold") {
    return say(run, "Der er ingen alarmer at holde tilbage.", "There are no alerts to hold.");
  }
  await recordCommand(run, "acknowledged", { holdMinutes });
  return holdMinutes === null
    ? say(run, "Alarmerne tier, til sagen ændrer sig.", "The alerts are silent until the ticket changes.")
    : say(
        run,
        `Alarmerne tier i ${holdMinutes} arbejdsminutter.`,
        `The alerts are silent for ${holdMinutes} working minutes.`,
      );
}

function at(run: CommandRun) {
  return { at: run.toFile.now };
}
