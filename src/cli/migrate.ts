import { Command } from "commander";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid migrate`: brings the database up; harmless when it is. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .description("bring the database up to this version")
    .addHelpText("after", examples("svartid migrate      # svartid start does it as well"))
    .action(async (options: { json?: boolean }) => {
      // Opening the database migrates it.
      const migrations = await withStorage(async ({ migrated }) => migrated);
      if (options.json) printJson({ applied: migrations });
      else printLine(migrations.length === 0 ? "The database is up to date." : `Applied: ${migrations.join(", ")}.`);
    });
}
