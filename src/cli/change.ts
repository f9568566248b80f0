import { Command } from "commander";
import { presentChange } from "../usecases/changes/present-change.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./parse-option.ts";
import { printJson } from "./print.ts";
import { printTable } from "./print-table.ts";
import { refuseUnknown } from "./refuse-unknown.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid change`: the log of installed changes. */
export function changeCommand(): Command {
  return new Command("change")
    .description("the log of installed changes")
    .addHelpText("after", examples("svartid change list --org north"))
    .addCommand(listCommand());
}

interface ListOptions {
  json?: boolean;
  org?: string;
  limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list what was installed where, newest first, with the consent it rests on")
    .option("--org <id>", "only at this organisation, by its id in desk.yaml")
    .option("--limit <count>", "at most so many", wholeNumber(1, 1000), 100)
    .addHelpText("after", examples("svartid change list --org north"))
    .action(async ({ json, org, limit }: ListOptions) => {
      const filter = { limit, ...(org === undefined ? {} : { organisation: org }) };
      const stored = await withStorage(async ({ unitOfWork: { reading }, settings }) => {
        const found = await reading.changes.list(filter);
        if (found.length === 0) refuseUnknown((await deskInForce(reading, settings.desk)).organisations, org);
        return found;
      });
      const changes = stored.map(presentChange);
      if (json) printJson(changes);
      else
        printTable(
          ["at", "organisation", "ticket", "agent", "release", "module", "version", "consent", "text"],
          changes.map((one) => [
            one.at,
            one.organisation,
            one.ticket ?? "",
            one.agent ?? "",
            one.release ?? "",
            one.module ?? "",
            one.version ?? "",
            one.consent === null ? "" : `${one.consent.by} ${one.consent.at}`,
            one.text,
          ]),
        );
    });
}
