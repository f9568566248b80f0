import { Command } from "commander";
import { TICKET_STATES, type TicketState } from "../domain/ticket/ticket-state.ts";
import { getTicket } from "../usecases/get-ticket.ts";
import { listTickets, missingLevel } from "../usecases/list-tickets.ts";
import { listTime, type TimeView } from "../usecases/list-time.ts";
import type { TicketFilter } from "../usecases/ports/ticket-store.ts";
import { type SurveyView, showSurvey } from "../usecases/survey/show-survey.ts";
import type { TicketView } from "../usecases/ticket-view.ts";
import { ticketReader } from "../wire-readers.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { ticketFileCommand } from "./ticket-file.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid ticket`: what the desk is working on. */
export function ticketCommand(): Command {
  return new Command("ticket")
    .description("look at tickets")
    .addHelpText(
      "after",
      examples(
        "svartid ticket list --state open --level A",
        "svartid ticket show SV-7K3M9-2",
        "svartid ticket file SV-7K3M9-2 meter.pdf > meter.pdf",
      ),
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(ticketFileCommand());
}

interface ListOptions {
  json?: boolean;
  state?: TicketState;
  level?: string;
  search?: string;
  limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list tickets, newest first")
    .option("--state <state>", `only those that are ${TICKET_STATES.join(", ")}`, oneOf(TICKET_STATES))
    .option("--level <level>", "only those of this level")
    .option("--search <words>", "only those with the words in ref, subject, requester's address or former number")
    .option("--limit <count>", "at most so many", wholeNumber(1, 1000), 100)
    .addHelpText(
      "after",
      examples(
        "svartid ticket list",
        "svartid ticket list --state open --level A",
        "svartid ticket list --search 'anna@north.example import'",
      ),
    )
    .action(async (options: ListOptions) => {
      const { limit, state, level, search: q } = options;
      const filter: TicketFilter = {
        limit,
        ...(state ? { state } : {}),
        ...(level ? { level } : {}),
        ...(q ? { q } : {}),
      };
      const items = await withStorage(async (storage) => {
        const found = (await listTickets(await ticketReader(storage), filter)).items;
        const fault = missingLevel(storage.settings.desk, filter, found);
        if (fault !== null) throw new UserError(fault);
        return found;
      });
      if (options.json) printJson(items);
      else printTable(["ref", "state", "level", "requester", "deadline", "subject"], items.map(row));
    });
}

function row(ticket: TicketView): string[] {
  const running = ticket.clocks.find((clock) => clock.state === "running" || clock.state === "breached");
  return [ticket.ref, ticket.state, ticket.level, ticket.requester.address, running?.deadline ?? "", ticket.subject];
}

function showCommand(): Command {
  return new Command("show")
    .description("show one ticket: clocks, messages, deliveries, time")
    .argument("<ref>", "such as SV-7K3M9-2")
    .addHelpText("after", examples("svartid ticket show SV-7K3M9-2", "svartid ticket show SV-7K3M9-2 --json"))
    .action(async (ref: string, options: { json?: boolean }) => {
      const { ticket, time, survey } = await withStorage(async (storage) => ({
        ticket: await getTicket(await ticketReader(storage), ref),
        time: (await listTime(storage.unitOfWork.reading, ref)) ?? [],
        survey: await showSurvey(storage.unitOfWork.reading, ref),
      }));
      if (ticket === null) throw new UserError(`there is no ticket ${ref}: svartid ticket list shows them`);
      if (options.json) printJson({ ...ticket, time, survey });
      else printTicket(ticket, time, survey);
    });
}

function printTicket(ticket: TicketView, time: readonly TimeView[], survey: SurveyView | null): void {
  printLine(`${ticket.ref}  ${ticket.subject}`);
  printTable(
    ["", ""],
    [
      ["state", ticket.state],
      ["level", ticket.level],
      ["requester", `${ticket.requester.name} <${ticket.requester.address}>`.trimStart()],
      ["organisation", ticket.organisation ?? "none"],
      ["coverage", ticket.coverage],
      ["activity", ticket.activity ?? "none"],
      ["move", ticket.move.en],
      ["agent, team", `${ticket.agent ?? "nobody"}, ${ticket.team ?? "none"}`],
      ["opened", ticket.openedAt],
      ...(ticket.formerly === null ? [] : [["formerly", `${ticket.formerly.source} ${ticket.formerly.number}`]]),
      ...(survey === null ? [] : [["survey", surveyText(survey)]]),
    ],
  );
  printLine();
  printTable(
    ["clock", "state", "deadline", "counted", "target"],
    ticket.clocks.map((clock) => [
      clock.kind,
      clock.state,
      clock.deadline ?? "",
      `${clock.elapsedMinutes} min`,
      `${clock.targetMinutes} min`,
    ]),
  );
  printLine();
  printTable(
    ["sent", "direction", "from", "delivery", "text"],
    ticket.messages.map((one) => [
      one.sentAt,
      one.direction,
      one.from?.address ?? "",
      one.delivery ?? "",
      one.text.slice(0, 80),
    ]),
  );
  printTime(time);
}

function printTime(time: readonly TimeView[]): void {
  if (time.length === 0) return;
  printLine();
  printTable(
    ["time", "agent", "minutes", "cause", "billed", "not approved", "text"],
    time.map((one) => [
      one.at,
      one.agent,
      String(one.minutes),
      one.cause,
      String(one.billableMinutes),
      String(one.unapprovedMinutes),
      one.text,
    ]),
  );
}

function surveyText({ score, comment, askedAt }: SurveyView): string {
  return score === null ? `asked ${askedAt}, not answered` : `${score} of 5${comment === "" ? "" : `: ${comment}`}`;
}
