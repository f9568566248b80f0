import { Command } from "commander";
import { checkDesk } from "../check-desk.ts";
import type { DeskCheck } from "../desk-check.ts";
import { readSettings } from "../settings.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { printJson, printLine, printNotice } from "./print.ts";

/** `svartid check`: what of the desk's surroundings works, and how to mend what does not. */
export function checkCommand(): Command {
  return new Command("check")
    .description("prove settings, database, queue, mailboxes, ways out and DNS, and say how to mend what is wrong")
    .addHelpText("after", examples("svartid check", "svartid check --json"))
    .action(async (options: { json?: boolean }) => {
      const settings = readSettings({ secret: "required" });
      for (const warning of settings.warnings) printNotice(`warning: ${warning}`);
      const report = await checkDesk(settings);
      if (options.json) printJson(report);
      else report.checks.forEach(printCheck);
      if (!report.ok) throw new CommandFailed();
    });
}

function printCheck({ name, ok, detail, mend }: DeskCheck): void {
  printLine(`${ok ? "ok  " : "FAIL"}  ${name}: ${detail}`);
  if (mend !== null) printLine(`      ${mend}`);
}
