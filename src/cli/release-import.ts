import { Command } from "commander";
import { importReleaseFrom } from "../import-release.ts";
import { examples } from "./examples.ts";
import { printJson, printLine, printNotice } from "./print.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

const HELP = `
A release is a folder, to be written and reviewed like any file:
  releases/core-5.3/release.yaml   module: core
                                   version: "5.3"
                                   kind: minor            # or major
                                   date: 2026-12-01       # installed where the vendor hosts, available elsewhere
                                   fixes: [KE-12]         # and, if it is not for all: versions: ["5.2"], hosting: vendor
  releases/core-5.3/notes.da.md    what is new, in Markdown
  releases/core-5.3/notes.en.md
${examples("svartid release import releases/core-5.3")}`;

/** `svartid release import`: from a folder into the database, as a whole or not at all. */
export function importCommand(): Command {
  return new Command("import")
    .description("read a release from its folder; until it is published it may be read again")
    .argument("<place>", "the folder, or the release.yaml in it")
    .addHelpText("after", HELP)
    .action(async (place: string, { json }: { json?: boolean }) => {
      const imported = await withStorage((storage) => importReleaseFrom(place, storage));
      if (!imported.ok) {
        const lines = imported.faults.map(
          ({ file, line, path, message }) => `${file}:${line}: ${path === "" ? "" : `${path}: `}${message}`,
        );
        throw new UserError("nothing was imported; mend this first:", lines);
      }
      const { release, kind, warnings } = imported;
      if (kind === "taken") {
        throw new UserError(
          `another release has ${release.module} ${release.version} already: svartid release list shows it`,
        );
      }
      if (kind === "published") {
        throw new UserError(
          `${release.key} is published, and its readers have it as it was: write what is new as a release of its own`,
        );
      }
      for (const warning of warnings) printNotice(`warning: ${warning}`);
      if (json) printJson({ id: release.key, result: kind });
      else printLine(`${release.key}: ${kind}. Next: svartid release publish ${release.key} --dry-run`);
    });
}
