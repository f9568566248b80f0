import type { Command } from "../../domain/commands/command.ts";
import type { Language } from "../../domain/desk/language.ts";
import { acknowledgeAlert } from "../clock/acknowledge-alert.ts";
import { endClocks } from "../clock/end-clocks.ts";
import { pauseClocks } from "../clock/pause-clocks.ts";
import { reopenClocks } from "../clock/reopen-clocks.ts";
import { retargetClocks } from "../clock/retarget-clocks.ts";
import { startClocks } from "../clock/start-clock.ts";
import type { TicketChange } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { agreedCalendar } from "./agreed-calendar.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { agentsLanguage } from "./spoken-language.ts";

/** Does what the commands ask, in order; gives one sentence for each, in the agents' language. */
export async function executeCommands(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
  commands: readonly Command[],
): Promise<string[]> {
  const done: string[] = [];
  for (const command of commands) {
    done.push(await execute({ stores, context, toFile, from, language: agentsLanguage(context.desk) }, command));
  }
  return done;
}

interface Execution {
  readonly stores: Stores;
  readonly context: FilingContext;
  readonly toFile: MailToFile;
  readonly from: AgentMail;
  readonly language: Language;
}

async function execute(run: Execution, command: Command): Promise<string> {
  switch (command.name) {
    case "note":
      return say(run, "Teksten er gemt som intern note.", "The text was kept as an internal note.");
    case "help":
      return say(run, "Hjælpen er sendt.", "The help was sent.");
    case "level":
      return await setLevel(run, command.level);
    case "assign":
      return await assign(run, command);
    case "wait":
      return await wait(run, command.reason);
    case "resolve":
    case "close":
      return await end(run, command.name);
    case "reopen":
      return await reopen(run);
    case "accept":
      return await accept(run);
    case "ack":
      return await acknowledgeLadder(run, command.holdMinutes);
  }
}

async function setLevel(run: Execution, level: string): Promise<string> {
  const { stores, context, from } = run;
  await change(run, { level }, "level-changed", { from: from.ticket.level, to: level });
  await retargetClocks(stores, context.clock, from.ticket.id, {
    ...at(run),
    level,
    calendar: agreedCalendar(from.ticket),
  });
  const name = context.desk.levels[level]?.name[run.language] ?? level;
  return say(run, `Niveauet er nu ${level} (${name}).`, `The level is now ${level} (${name}).`);
}

async function assign(run: Execution, to: { agent: string | null; team: string | null }): Promise<string> {
  const changes = to.team === null ? { agent: to.agent } : { team: to.team, agent: null };
  await change(run, changes, "assigned", changes);
  const name = to.agent === null ? (to.team ?? "") : (run.context.desk.agents[to.agent]?.name ?? to.agent);
  return say(run, `Sagen er tildelt ${name}.`, `The ticket is assigned to ${name}.`);
}

async function wait(run: Execution, reason: string): Promise<string> {
  await change(run, { state: "waiting" }, "waiting", { reason });
  await pauseClocks(run.stores, run.context.clock, run.from.ticket.id, { ...at(run), reason: "requester" });
  return say(run, "Sagen venter nu på kunden.", "The ticket now waits for the requester.");
}

async function end(run: Execution, how: "resolve" | "close"): Promise<string> {
  const { now } = run.toFile;
  const changes: TicketChange =
    how === "resolve" ? { state: "resolved", resolvedAt: now } : { state: "closed", closedAt: now };
  await change(run, changes, how === "resolve" ? "resolved" : "closed", {});
  await endClocks(run.stores, run.context.clock, run.from.ticket.id, at(run));
  return how === "resolve"
    ? say(run, "Sagen er løst.", "The ticket is resolved.")
    : say(run, "Sagen er lukket.", "The ticket is closed.");
}

async function reopen(run: Execution): Promise<string> {
  await change(run, { state: "open", resolvedAt: null, closedAt: null }, "reopened", {});
  await reopenClocks(run.stores, run.context.clock, run.from.ticket.id, at(run));
  return say(run, "Sagen er genåbnet.", "The ticket is open again.");
}

/** Takes a ticket that the agreement does not cover: the promise begins at this instant. */
async function accept(run: Execution): Promise<string> {
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
    calendar: agreedCalendar(ticket),
  });
  await event(run, "accepted", {});
  return say(run, "Sagen er godtaget, og uret går.", "The ticket is accepted, and its clock runs.");
}

async function acknowledgeLadder(run: Execution, holdMinutes: number | null): Promise<string> {
  const { stores, context, from } = run;
  const acknowledged = await acknowledgeAlert(stores, context.clock, from.ticket.id, { ...at(run), holdMinutes });
  if (acknowledged.kind === "nothing-to-hold") {
    return say(run, "Der er ingen alarmer at holde tilbage.", "There are no alerts to hold.");
  }
  await event(run, "acknowledged", { holdMinutes });
  return holdMinutes === null
    ? say(run, "Alarmerne tier, til sagen ændrer sig.", "The alerts are silent until the ticket changes.")
    : say(
        run,
        `Alarmerne tier i ${holdMinutes} arbejdsminutter.`,
        `The alerts are silent for ${holdMinutes} working minutes.`,
      );
}

async function change(
  run: Execution,
  changes: TicketChange,
  type: string,
  data: Record<string, unknown>,
): Promise<void> {
  await run.stores.tickets.change(run.from.ticket.id, changes);
  await event(run, type, data);
}

async function event(run: Execution, type: string, data: Record<string, unknown>): Promise<void> {
  const { from, toFile } = run;
  await run.stores.tickets.appendEvent({
    ticketId: from.ticket.id,
    at: toFile.now,
    type,
    actor: `agent:${from.agent}`,
    data,
  });
}

function at(run: Execution) {
  return { at: run.toFile.now };
}

function say(run: Execution, da: string, en: string): string {
  return run.language === "da" ? da : en;
}
