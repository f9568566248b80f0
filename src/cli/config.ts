import { Command } from "commander";
import { storedDesk } from "../domain/desk/stored-desk.ts";
import { maskedConfig } from "../masked-config.ts";
import { readSettings, type Settings } from "../settings.ts";
import { examples } from "./examples.ts";
import { printJson, printLine, printNotice } from "./print.ts";
import { printTable } from "./print-table.ts";

/** `svartid config`: the settings in force, secrets masked; exit code 1 with every fault where they are not right. */
export function configCommand(): Command {
  return new Command("config")
    .description("print the settings in force, secrets masked, and check the desk")
    .addHelpText(
      "after",
      examples("svartid config", "SVARTID_DESK=tighter.yaml svartid config      # is this desk file right?"),
    )
    .action((options: { json?: boolean }) => {
      const settings = readSettings({ secret: "optional" });
      for (const warning of settings.warnings) printNotice(`warning: ${warning}`);
      if (options.json) printJson(asJson(settings));
      else printText(settings);
    });
}

function asJson(settings: Settings) {
  const environment = Object.fromEntries(maskedConfig(settings.config).map(({ name, value }) => [name, value]));
  return { environment, desk: storedDesk(settings.desk), deskHash: settings.deskHash, warnings: settings.warnings };
}

function printText({ config, desk, deskHash }: Settings): void {
  const rows = maskedConfig(config).map(({ name, value, set }) => [name, value, set ? "set" : "default"]);
  printTable(["name", "value", "from"], rows);
  printLine();
  const count = (record: object) => Object.keys(record).length;
  printTable(
    ["desk", ""],
    [
      ["name", `${desk.desk.name} <${desk.desk.address}>`],
      ["version", deskHash.slice(0, 12)],
      ["mailboxes", desk.mailboxes.map(({ name }) => name).join(", ") || "none"],
      ["levels", `${Object.keys(desk.levels).join(", ")}; default ${desk.defaultLevel}`],
      ["agents, teams", `${count(desk.agents)}, ${count(desk.teams)}`],
      [
        "organisations",
        `${desk.organisations.length} in this file; svartid organisation list shows those that are stored too`,
      ],
      ["services, activities", `${count(desk.services)}, ${count(desk.activities)}`],
      ["rules", String(desk.rules.length)],
      ["alerts", alertsText(desk.desk.alerts)],
    ],
  );
}

function alertsText({ mailsAMinute, usefulMinutes }: Settings["desk"]["desk"]["alerts"]): string {
  return `a digest above ${mailsAMinute} a minute for one recipient, and for those over ${usefulMinutes} minutes late`;
}
