import { Command } from "commander";
import { takenAtOf } from "../domain/backup/backup-name.ts";
import { readSettings } from "../settings.ts";
import { fullSentence } from "../usecases/backup/outcome-of-run.ts";
import { backUpNow, wireBackupFolder } from "../wire-backup.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid backup`: all of the database in one file, read back before it is believed. */
export function backupCommand(): Command {
  return new Command("backup")
    .description("take a backup of the database now, and let go of those that are too old; the desk may run")
    .option("--json", "print the result as JSON and nothing else")
    .addHelpText(
      "after",
      "\nExamples:\n  svartid backup\n  svartid backup list\n  svartid drill            # prove that the newest can be restored",
    )
    .action(takeOne)
    .addCommand(listCommand());
}

async function takeOne(options: { json?: boolean }): Promise<void> {
  const taken = await withStorage(backUpNow);
  if (taken.kind === "busy") throw new UserError("another process takes a backup at this moment: wait for it");
  if (taken.kind === "full") throw new UserError(fullSentence(taken));
  const { name, bytes, manifest, removed } = taken;
  const path = wireBackupFolder(readSettings({ secret: "optional" })).pathOf(name);
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  if (options.json)
    printJson({
      path,
      bytes,
      takenAt: new Date(manifest.takenAt).toISOString(),
      tables: manifest.tables.length,
      rows,
      removed,
    });
  else {
    printLine(`${path}: ${rows} rows of ${manifest.tables.length} tables in ${bytes} bytes, read back and whole.`);
    if (removed.length > 0) printLine(`Removed, being too old: ${removed.join(", ")}.`);
  }
}

function listCommand(): Command {
  return new Command("list")
    .description("list the backups, newest first")
    .addHelpText("after", examples("svartid backup list"))
    .action(async (_: unknown, command: Command) => {
      // `--json` is an option of svartid backup as well, which takes it first.
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      const folder = wireBackupFolder(readSettings({ secret: "optional" }));
      const names = (await folder.list())
        .filter((name) => takenAtOf(name) !== null)
        .sort()
        .reverse();
      const backups = await Promise.all(
        names.map(async (name) => ({
          takenAt: new Date(takenAtOf(name) ?? 0).toISOString(),
          bytes: await folder.sizeOf(name),
          path: folder.pathOf(name),
        })),
      );
      if (json) printJson(backups);
      else
        printTable(
          ["taken", "bytes", "path"],
          backups.map(({ takenAt, bytes, path }) => [takenAt, String(bytes), path]),
        );
    });
}
