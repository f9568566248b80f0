import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import { localDateAt } from "../domain/time/local-date-at.ts";
import { exportPerson } from "../usecases/privacy/export-person.ts";
import { writeExport } from "../wire-privacy.ts";
import { cliActor } from "./cli-actor.ts";
import { printJson, printLine } from "./print.ts";
import { readAddress } from "./read-address.ts";
import { GIVEN_NAME, readGivenName } from "./read-given-name.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

interface ExportOptions {
  json?: boolean;
  out?: string;
  lang?: Language;
  name: readonly string[];
}

const HELP = `
The ZIP file holds index.html to read, data/*.json for programs, and the mails from and to the person as they were. Look through it before you hand it
over: a mail holds whatever its writer put in, also about others.

Examples:
  svartid person export mette@north.example
  svartid person export mette@north.example --out mette.zip --lang en`;

/** `svartid person export`: everything that is held about an address, as one ZIP file. */
export function personExportCommand(): Command {
  return new Command("export")
    .description("write everything that is held about a person into one ZIP file")
    .argument("<address>", "the person's address", readAddress)
    .option("--out <file>", "the file to write, which must not be there yet; without it, person-export-DATE.zip")
    .option("--name <words>", GIVEN_NAME, readGivenName, [])
    .addOption(
      new Option("--lang <language>", "language of its index; without it, the one the person is written to").choices(
        LANGUAGES,
      ),
    )
    .addHelpText("after", HELP)
    .action(async (address: string, options: ExportOptions) => {
      const done = await withStorage(async ({ unitOfWork, settings: { desk } }) => {
        const { reading } = unitOfWork;
        const now = await reading.now();
        const language = options.lang ?? desk.desk.languages[0] ?? "en";
        const found = await exportPerson(reading.persons, {
          address,
          given: options.name,
          now,
          language,
          isFixed: options.lang !== undefined,
        });
        if (found === null) throw new UserError(`nothing is held about ${address}: look at how it is spelled`);
        const path = options.out ?? `person-export-${localDateAt(now, desk.desk.zone)}.zip`;
        const counts = Object.fromEntries(found.records.map(({ name, rows }) => [name, rows.length]));
        await writeExport(path, found.files, now).catch((error) => explain(error, path));
        await unitOfWork.transaction(async ({ audit }) =>
          audit.record({
            actor: cliActor(),
            action: "person.exported",
            subject: { kind: "person", id: null },
            detail: counts,
          }),
        );
        return { path, found, counts };
      });
      if (options.json) return printJson({ path: done.path, files: done.found.files.length, rows: done.counts });
      printLine(`${done.path}: ${done.found.files.length} files about ${address}.`);
      for (const [name, count] of Object.entries(done.counts)) if (count > 0) printLine(`  ${name}: ${count}`);
    });
}

function explain(error: unknown, path: string): never {
  const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
  if (code === "EEXIST") throw new UserError(`${path} is there already: name another file with --out`);
  if (/^E[A-Z]+$/.test(code)) throw new UserError(`${path} cannot be written (${code}): name another file with --out`);
  throw error;
}
