import { Command } from "commander";
import { formatInstant } from "../domain/time/instant.ts";
import { INBOUND_STATES, type InboundListing, type InboundState } from "../usecases/ports/inbound-store.ts";
import { retryInbound } from "../usecases/retry-inbound.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid inbound`: every mail that came in, and what became of it. */
export function inboundCommand(): Command {
  return new Command("inbound")
    .description("look at the mail that came in, and file again what could not be read")
    .addHelpText("after", examples("svartid inbound list --state quarantined", "svartid inbound retry 4711"))
    .addCommand(listCommand())
    .addCommand(retryCommand());
}

interface ListOptions {
  json?: boolean;
  state?: InboundState;
  limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list mail that came in, newest first")
    .option("--state <state>", `only what is ${INBOUND_STATES.join(", ")}`, oneOf(INBOUND_STATES))
    .option("--limit <count>", "at most so many", wholeNumber(1, 10_000), 100)
    .addHelpText("after", examples("svartid inbound list --state quarantined"))
    .action(async (options: ListOptions) => {
      const filter = { limit: options.limit, ...(options.state ? { state: options.state } : {}) };
      const items = await withStorage(({ unitOfWork }) => unitOfWork.reading.inbound.list(filter));
      if (options.json) printJson(items.map((item) => ({ ...item, receivedAt: formatInstant(item.receivedAt) })));
      else printTable(["id", "state", "decision", "ticket", "from", "subject", "why"], items.map(row));
    });
}

function row(item: InboundListing): string[] {
  const why = item.reasons.at(-1) ?? "";
  return [
    String(item.id),
    item.state,
    item.decision ?? "",
    item.ticket ?? "",
    item.from ?? "",
    item.subject ?? "",
    why,
  ];
}

function retryCommand(): Command {
  return new Command("retry")
    .description("file a quarantined mail again")
    .argument("<id>", "its id in svartid inbound list", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addHelpText("after", examples("svartid inbound retry 4711      # an id of svartid inbound list"))
    .action(async (id: number, options: { json?: boolean }) => {
      const { kind } = await withStorage(({ unitOfWork, actor }) =>
        unitOfWork.transaction((stores) => retryInbound(stores, id, actor)),
      );
      if (kind !== "retried")
        throw new UserError(`there is no quarantined mail ${id}: svartid inbound list --state quarantined shows them`);
      if (options.json) printJson({ id, state: "accepted" });
      else printLine(`Mail ${id} is accepted again and will be filed by the running desk.`);
    });
}
