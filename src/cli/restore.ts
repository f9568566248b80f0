import { Command, InvalidArgumentError } from "commander";
import { type Instant, instant } from "../domain/time/instant.ts";
import { readSettings } from "../settings.ts";
import type { Progress } from "../usecases/ports/backups.ts";
import { restoreFile } from "../wire-backup.ts";
import { backupAsUserError } from "./backup-as-user-error.ts";
import { cliActor } from "./cli-actor.ts";
import { printJson, printLine, printNotice } from "./print.ts";

interface RestoreOptions {
  json?: boolean;
  ranUntil?: Instant;
  /** False: --no-erasures. */
  erasures: readonly string[] | boolean;
}

/** `svartid restore`: a backup into an empty database, all of it or nothing. */
export function restoreCommand(): Command {
  return new Command("restore")
    .description("restore a backup into an empty database, all of it or nothing")
    .argument("<file>", "a file that svartid backup wrote")
    .option(
      "--ran-until <instant>",
      "when the lost desk last did anything, such as 2026-11-28T14:00:00Z; otherwise it may have answered mail until now",
      readInstant,
    )
    .option(
      "--erasures <file...>",
      "the list of erasures of the lost desk, where it is neither beside the backup nor in SVARTID_DATA_DIR",
    )
    .option("--no-erasures", "restore although nobody knows who was erased since the backup")
    .addHelpText(
      "after",
      "\nExamples:\n  DATABASE_URL=postgres://svartid@db/svartid_new svartid restore svartid-20261128T010000Z.zip\n  SVARTID_DATA_DIR=.restored svartid restore .svartid/backups/svartid-20261128T010000Z.zip --ran-until 2026-11-28T14:00:00Z",
    )
    .action(async (file: string, options: RestoreOptions) => {
      const restored = await restoreFile(readSettings({ secret: "optional" }), file, {
        ranUntil: options.ranUntil ?? null,
        erasureLists: Array.isArray(options.erasures) ? options.erasures : [],
        mayLackErasures: options.erasures === false,
        onProgress: printProgress(),
        actor: cliActor(),
      }).catch(backupAsUserError);
      const { rows, doubtedMails, manifest, erasuresKnownUntil, erasures } = restored;
      const takenAt = new Date(manifest.takenAt).toISOString();
      if (options.json) return printJson({ takenAt, rows, tables: manifest.tables.length, doubtedMails, erasures });
      printLine(`Restored ${rows} rows of ${manifest.tables.length} tables, as of ${takenAt}.`);
      printLine(
        `${doubtedMails} mails to customers were on their way then and may have arrived: svartid outbox list --state uncertain`,
      );
      printLine(
        erasuresKnownUntil === null
          ? "Who was erased since the backup is not known: whoever was is back. Erase them again: svartid person erase."
          : `Whoever was erased until ${new Date(erasuresKnownUntil).toISOString()} is erased again (${erasures?.finished ?? 0}${erasures?.waiting ? `, ${erasures.waiting} wait for mail` : ""}); who was later is back.`,
      );
      printLine(
        "Mail that came in since is read from the mailboxes again; what it causes for customers waits there too, and so do surveys and notices of releases that were due by then. Keys, links and passwords revoked since are good again: revoke them.",
      );
    });
}

function readInstant(text: string): Instant {
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError(
      "Use an instant with its zone, such as 2026-11-28T14:00:00Z or 2026-11-28T15:00+01:00.",
    );
  return instant(at);
}

const PROGRESS_ROWS = 200_000;

/** A line for each table that is done, and now and then within a large one. */
function printProgress(): Progress {
  let said = 0;
  return (table, loaded, total) => {
    if (loaded < said) said = 0;
    if (loaded !== total && loaded - said < PROGRESS_ROWS) return;
    said = loaded;
    printNotice(`${table}: ${loaded} of ${total} rows`);
  };
}
