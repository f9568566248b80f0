import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import { readSettings } from "../settings.ts";
import { examples } from "./examples.ts";
import { printJson } from "./print.ts";
import { printTable } from "./print-table.ts";

/** `svartid rasci`: who does what, as the desk says it. */
export function rasciCommand(): Command {
  return new Command("rasci")
    .description("print the matrix of who is responsible, accountable, supports, is consulted or informed")
    .addOption(new Option("--lang <language>", "language of the names").choices(LANGUAGES).default("en"))
    .addHelpText("after", examples("svartid rasci", "svartid rasci --lang da"))
    .action((options: { json?: boolean; lang: Language }) => printMatrix(options.lang, options.json ?? false));
}

function printMatrix(language: Language, json: boolean): void {
  const { desk } = readSettings({ secret: "optional" });
  const activities = Object.entries(desk.activities).map(([id, activity]) => ({
    id,
    name: activity.name,
    customer: activity.customer.join("/"),
    vendor: activity.vendor.join("/"),
  }));
  if (json) printJson({ activities });
  else
    printTable(
      ["activity", "customer", "vendor", "name"],
      activities.map((one) => [one.id, one.customer, one.vendor, one.name[language]]),
    );
}
