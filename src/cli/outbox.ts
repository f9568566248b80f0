import { Command, Option } from "commander";
import { listOutbox, type OutboxView } from "../usecases/list-outbox.ts";
import { OUTBOX_STATES, type OutboxState } from "../usecases/ports/outbox-store.ts";
import { type OutboxResolution, resolveOutbox } from "../usecases/resolve-outbox.ts";
import { onReplySent } from "../wire-outbox.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withDesk, withStorage } from "./with-desk.ts";

/** `svartid outbox`: every mail that must go out, and how far it got. */
export function outboxCommand(): Command {
  return new Command("outbox")
    .description("look at the mail that goes out, and decide about what the desk could not")
    .addHelpText("after", examples("svartid outbox list --state uncertain", "svartid outbox resolve 4711 --sent"))
    .addCommand(listCommand())
    .addCommand(resolveCommand());
}

interface ListOptions {
  json?: boolean;
  state?: OutboxState;
  limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list mail that goes out, newest first")
    .option("--state <state>", `only what is ${OUTBOX_STATES.join(", ")}`, oneOf(OUTBOX_STATES))
    .option("--limit <count>", "at most so many", wholeNumber(1, 10_000), 100)
    .addHelpText("after", examples("svartid outbox list", "svartid outbox list --state deferred --limit 20"))
    .action(async (options: ListOptions) => {
      const filter = { limit: options.limit, ...(options.state ? { state: options.state } : {}) };
      const items = await withStorage(({ unitOfWork }) => listOutbox(unitOfWork, filter));
      if (options.json) printJson(items);
      else
        printTable(
          ["id", "class", "state", "ticket", "recipients", "attempts", "next", "route", "error"],
          items.map(row),
        );
    });
}

function row(item: OutboxView): string[] {
  const recipients = item.recipients.map((one) => `${one.address} (${one.state})`).join(", ");
  const { id, state, ticket, attempts, nextAt, route, lastError } = item;
  const tried = [String(attempts), nextAt ?? "", route ?? "", lastError ?? ""];
  return [String(id), item.class, state, ticket ?? "", recipients, ...tried];
}

interface ResolveOptions {
  json?: boolean;
  sent?: boolean;
  resend?: boolean;
  drop?: boolean;
}

function resolveCommand(): Command {
  return new Command("resolve")
    .description("decide about a mail: it arrived, send it again, or never send it")
    .argument("<id>", "its id in svartid outbox list", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addOption(new Option("--sent", "it did arrive").conflicts(["resend", "drop"]))
    .addOption(new Option("--resend", "send the same bytes again").conflicts(["sent", "drop"]))
    .addOption(new Option("--drop", "never send it").conflicts(["sent", "resend"]))
    .addHelpText(
      "after",
      examples(
        "svartid outbox resolve 4711 --sent        # it arrived",
        "svartid outbox resolve 4711 --resend      # send the same bytes again",
        "svartid outbox resolve 4711 --drop        # never send it",
      ),
    )
    .action(async (id: number, options: ResolveOptions, command: Command) => {
      const resolution = resolutionOf(options);
      if (resolution === null) command.error("error: say --sent, --resend or --drop");
      else await resolve(id, resolution, options.json ?? false);
    });
}

function resolutionOf(options: ResolveOptions): OutboxResolution | null {
  if (options.sent) return "sent";
  if (options.resend) return "resend";
  return options.drop ? "drop" : null;
}

async function resolve(id: number, resolution: OutboxResolution, json: boolean): Promise<void> {
  const result = await withDesk((desk) =>
    desk.unitOfWork.transaction((stores) =>
      resolveOutbox(stores, { onReplySent: onReplySent(desk) }, { id, resolution, actor: "ops", by: desk.actor }),
    ),
  );
  if (result.kind === "not-resolvable") {
    throw new UserError(`mail ${id} is not there, on its way, or settled: svartid outbox list shows what is`);
  }
  if (json) printJson({ id, state: result.state });
  else printLine(`Mail ${id} is now ${result.state}.`);
}
