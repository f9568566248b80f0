import { Command } from "commander";
import {
  presentRelease,
  type ReleaseDetailsView,
  type ReleaseView,
  showRelease,
} from "../usecases/releases/present-release.ts";
import { examples } from "./examples.ts";
import { wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { importCommand } from "./release-import.ts";
import { previewCommand } from "./release-preview.ts";
import { publishCommand } from "./release-publish.ts";
import { statusCommand } from "./release-status.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid release`: versions of the product, and telling of them. */
export function releaseCommand(): Command {
  return new Command("release")
    .description("the versions of the product: what each fixes, and telling whom it concerns")
    .addHelpText(
      "after",
      examples(
        "svartid release import releases/core-5.3",
        "svartid release publish core-5.3 --dry-run",
        "svartid release status core-5.3",
      ),
    )
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(previewCommand())
    .addCommand(publishCommand())
    .addCommand(statusCommand());
}

/** What is said where there is no such release. */
export function noSuchRelease(id: string): UserError {
  return new UserError(`there is no release ${id}: svartid release list shows them`);
}

function listCommand(): Command {
  return new Command("list")
    .description("list releases, newest first")
    .option("--limit <count>", "at most so many", wholeNumber(1, 1000), 100)
    .addHelpText("after", examples("svartid release list"))
    .action(async ({ json, limit }: { json?: boolean; limit: number }) => {
      const stored = await withStorage(({ unitOfWork }) => unitOfWork.reading.releases.list({ limit }));
      const releases = stored.map(presentRelease);
      if (json) printJson(releases);
      else printTable(["id", "module", "version", "kind", "date", "fixes", "published"], releases.map(row));
    });
}

function row({ id, module, version, kind, date, fixes, publishedAt }: ReleaseView): string[] {
  return [id, module, version, kind, date, fixes.join(", "), publishedAt ?? "no"];
}

function showCommand(): Command {
  return new Command("show")
    .description("show one release: its notes, what it fixes, and what came of it")
    .argument("<id>", "such as core-5.3")
    .addHelpText("after", examples("svartid release show core-5.3"))
    .action(async (id: string, { json }: { json?: boolean }) => {
      const release = await withStorage(({ unitOfWork }) => showRelease(unitOfWork.reading, id));
      if (release === null) throw noSuchRelease(id);
      if (json) printJson(release);
      else print(release);
    });
}

function print(release: ReleaseDetailsView): void {
  const { id, module, version, notices } = release;
  const counts = Object.entries(notices).filter(([, count]) => count > 0);
  printLine(`${id}  ${module} ${version}`);
  printTable(
    ["", ""],
    [
      ["kind", release.kind],
      ["date", release.date],
      ["for", [release.versions.join("+") || "every older version", release.hosting ?? ""].join(" ").trim()],
      ["fixes", release.fixes.join(", ")],
      ["imported", release.importedAt],
      ["published", release.publishedAt ?? "no"],
      ["notices", counts.map(([state, count]) => `${count} ${state}`).join(", ")],
      ["tickets", release.tickets.join(", ")],
    ],
  );
  for (const language of ["da", "en"] as const) printLine(`\n--- notes.${language}.md\n${release.notes[language]}`);
}
