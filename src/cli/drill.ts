import { Command } from "commander";
import type { DrillResult } from "../usecases/backup/drill.ts";
import { drillNow } from "../wire-backup.ts";
import { printReport } from "./audit.ts";
import { backupAsUserError } from "./backup-as-user-error.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid drill`: is the backup worth anything? */
export function drillCommand(): Command {
  return new Command("drill")
    .description(
      "restore the newest backup, or the one named, into a scratch database, reconcile it there, and drop it",
    )
    .argument("[file]", "a backup; without it the newest one")
    .addHelpText("after", examples("svartid drill", "svartid drill .svartid/backups/svartid-20261128T010000Z.zip"))
    .action(async (file: string | undefined, options: { json?: boolean }) => {
      const result = done(await withStorage((storage) => drillNow(storage, file)).catch(backupAsUserError));
      if (options.json) printJson(result);
      else {
        printLine(`${result.path}: ${result.rows} rows restored into a scratch database.`);
        printReport(result.report);
      }
      if (!result.report.ok) throw new CommandFailed();
    });
}

function done(result: DrillResult): DrillResult & { kind: "done" } {
  if (result.kind === "none") throw new UserError("there is no backup yet: svartid backup takes one");
  if (result.kind === "busy") throw new UserError("another process drills at this moment: wait for it");
  return result;
}
