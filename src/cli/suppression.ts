import { Command } from "commander";
import { canonicalAddress } from "../domain/email/canonical-address.ts";
import { formatInstant } from "../domain/time/instant.ts";
import { liftSuppression } from "../usecases/lift-suppression.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

const EXAMPLES = `
An address is suppressed when a server says for good that it does not exist. A mail that a person writes from it lifts that by itself.

Examples:
  svartid suppression list                        who gets no mail, since when, and what the server said
  svartid suppression remove mette@north.example  the address was mended: write to it again`;

/** `svartid suppression`: customers' addresses that get no mail, since they do not exist. */
export function suppressionCommand(): Command {
  return new Command("suppression")
    .description("look at the addresses that get no mail because they do not exist, and lift that")
    .addCommand(listCommand())
    .addCommand(removeCommand())
    .addHelpText("after", EXAMPLES);
}

function listCommand(): Command {
  return new Command("list")
    .description("list suppressed addresses, newest first")
    .option("--limit <count>", "at most so many", wholeNumber(1, 100_000), 1_000)
    .addHelpText("after", examples("svartid suppression list"))
    .action(async (options: { json?: boolean; limit: number }) => {
      const found = await withStorage(({ unitOfWork }) => unitOfWork.reading.suppressions.list(options.limit));
      const items = found.map(({ address, why, since }) => ({ address, since: formatInstant(since), why }));
      if (options.json) printJson(items);
      else {
        const rows = items.map(({ address, since, why }) => [address, since, why]);
        printTable(["address", "since", "why"], rows);
      }
    });
}

function removeCommand(): Command {
  return new Command("remove")
    .description("write to an address again")
    .argument("<address>", "as svartid suppression list shows it")
    .addHelpText("after", examples("svartid suppression remove mette@north.example"))
    .action(async (address: string, options: { json?: boolean }) => {
      const isLifted = await withStorage(({ unitOfWork, actor }) => liftSuppression(unitOfWork, address.trim(), actor));
      if (!isLifted) throw new UserError(`${address} is not suppressed: svartid suppression list shows those that are`);
      if (options.json) printJson({ address: canonicalAddress(address.trim()), removed: true });
      else printLine(`${address} gets mail again.`);
    });
}
