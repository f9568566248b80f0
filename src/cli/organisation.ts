import { readFileSync } from "node:fs";
import { Command } from "commander";
import { ORGANISATION_COLUMNS, organisationCells } from "../domain/agreement/organisation-columns.ts";
import type { WrittenStep } from "../domain/agreement/write-promises.ts";
import { writeCsv } from "../domain/csv/write-csv.ts";
import { formatInstant } from "../domain/time/instant.ts";
import { importOrganisations } from "../import-organisations.ts";
import { organisationFaults } from "../organisation-faults.ts";
import {
  findOrganisationView,
  listOrganisations,
  type OrganisationView,
} from "../usecases/organisations/list-organisations.ts";
import { removeOrganisation } from "../usecases/organisations/remove-organisation.ts";
import type { OrganisationEvent } from "../usecases/ports/organisation-store.ts";
import type { OpenDatabase } from "../wiring.ts";
import { examples } from "./examples.ts";
import { printJson, printLine, printText } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

const EXAMPLES = `
Organisations stand in desk.yaml, or are stored by an import or the API; a running desk sees a change with the next mail. desk.yaml goes before.

Examples:
  svartid organisation list                              who is a customer, until when, and who is served today
  svartid organisation show north                        one of them, and every change of it
  svartid organisation export > organisations.csv        those that are stored, as CSV
  svartid organisation import organisations.csv --dry-run   what would change, or every faulty cell
  svartid organisation import organisations.csv          all of it, or nothing

Columns: ${ORGANISATION_COLUMNS.join(", ")}.
Only id must be there. A column that is left out keeps what is stored, an empty cell clears it. Lists: north.example north.dk;
modules: core:5.2; billing:1.0.`;

/** `svartid organisation`: the customers and their agreements. */
export function organisationCommand(): Command {
  return new Command("organisation")
    .description("the organisations and their agreements: list, show, import from CSV, export, remove")
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(removeCommand())
    .addHelpText("after", EXAMPLES);
}

function listCommand(): Command {
  return new Command("list")
    .description("list the organisations of desk.yaml and those that are stored")
    .addHelpText("after", examples("svartid organisation list"))
    .action(async ({ json }: { json?: boolean }) => {
      const views = await withStorage(({ settings, unitOfWork }) =>
        listOrganisations(unitOfWork.reading, settings.desk),
      );
      if (json) printJson(views);
      else printTable(["id", "name", "hosting", "until", "today", "from", "domains"], views.map(row));
    });
}

const GATE_WORDS: Readonly<Record<OrganisationView["gate"], string>> = {
  served: "served",
  noOrganisation: "unknown",
  noAgreement: "no agreement",
  expired: "expired",
  notYet: "not yet",
};

function row({ id, name, hosting, agreement, gate, source, domains, contacts }: OrganisationView): string[] {
  const senders = [...domains, ...(contacts.length === 0 ? [] : [`${contacts.length} contacts`])].join(", ");
  return [id, name, hosting, agreement?.until ?? "-", GATE_WORDS[gate], source, senders];
}

function showCommand(): Command {
  return new Command("show")
    .description("show one organisation, with every change of what is stored of it")
    .argument("<id>", "such as north")
    .addHelpText("after", examples("svartid organisation show north"))
    .action(async (id: string, { json }: { json?: boolean }) => {
      const shown = await withStorage(async ({ settings, unitOfWork: { reading } }) => {
        const view = await findOrganisationView(reading, settings.desk, id);
        const events = await reading.organisations.listEvents(id);
        const stored = (await reading.organisations.find(id))?.organisation;
        return { view, events, faults: stored === undefined ? [] : organisationFaults(settings, [stored]) };
      });
      const { view, events, faults } = shown;
      if (view === null) throw unknown(id);
      if (json) printJson({ ...view, changes: events.map(asJson), faults });
      else print(view, events, faults);
    });
}

function print(view: OrganisationView, events: readonly OrganisationEvent[], faults: readonly string[]): void {
  const { agreement } = view;
  printLine(`${view.id}  ${view.name}`);
  printTable(
    ["", ""],
    [
      ["kept in", view.source],
      ["hosting", view.hosting],
      ["domains", view.domains.join(", ") || "-"],
      ["contacts", view.contacts.join(", ") || "-"],
      ["agreement", agreement === null ? "none" : `${agreement.from} to ${agreement.to}`],
      [
        "renews",
        agreement?.renewalMonths ? `every ${agreement.renewalMonths} months, now until ${agreement.until}` : "no",
      ],
      ["calendar", agreement?.calendar ?? "that of the level"],
      ...promised(agreement),
      ["today", GATE_WORDS[view.gate]],
      ["account manager", view.accountManager ?? "-"],
      ["installed", view.installed.map(({ module, version }) => `${module} ${version}`).join(", ") || "-"],
    ],
  );
  for (const fault of faults) printLine(`It does not fit desk.yaml: ${fault}`);
  if (events.length === 0) return;
  printLine();
  printTable(
    ["changed", "by", "", "what"],
    events.map((event) => [formatInstant(event.at), event.actor, event.type, differingKeys(event).join(", ")]),
  );
}

/** What the agreement promises in place of levels and ladder: a line for each level. */
function promised(agreement: OrganisationView["agreement"]): [string, string][] {
  const { levels = {}, ladder } = agreement ?? {};
  const lines = Object.entries(levels).map(([id, { ladder: steps, ...terms }]): [string, string] => {
    const words = Object.entries(terms).map(([key, value]) => `${key} ${value}`);
    return [`level ${id}`, [...words, ...(steps === undefined ? [] : [`ladder ${ladderWords(steps)}`])].join(", ")];
  });
  return ladder === undefined ? lines : [...lines, ["ladder", ladderWords(ladder)]];
}

function ladderWords(steps: readonly WrittenStep[]): string {
  return steps.map(({ at, to }) => `${at} ${to.join(" + ")}`).join("; ") || "rings for nobody";
}

function differingKeys({ before, after }: OrganisationEvent): string[] {
  const [was, is] = [before ?? {}, after ?? {}] as Record<string, unknown>[];
  const keys = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])];
  return keys.filter((key) => JSON.stringify(was?.[key]) !== JSON.stringify(is?.[key]));
}

function asJson({ at, ...event }: OrganisationEvent) {
  return { at: formatInstant(at), ...event };
}

function importCommand(): Command {
  return new Command("import")
    .description("store the organisations of a CSV file: all of them, or none and every fault")
    .argument("<file>", "CSV in UTF-8, separated by commas, semicolons or tabs; - is standard input")
    .option("--dry-run", "only say what would change, or what is wrong")
    .addHelpText(
      "after",
      examples("svartid organisation import customers.csv --dry-run", "svartid organisation import customers.csv"),
    )
    .action(async (file: string, options: { json?: boolean; dryRun?: boolean }) => {
      const bytes = readFile(file);
      const name = file === "-" ? "standard input" : file;
      const done = await withStorage((storage) =>
        importOrganisations(storage, { name, bytes, isDryRun: options.dryRun ?? false }),
      );
      if (options.json) printJson(done);
      else printLine(summary(done));
    });
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file === "-" ? 0 : file);
  } catch (error) {
    const { code } = error as { code?: string };
    throw new UserError(`${file} cannot be read (${code}): name a CSV file, or - for standard input`);
  }
}

function summary({ dryRun, created, changed, same }: Awaited<ReturnType<typeof importOrganisations>>): string {
  const ids = [...created, ...changed].slice(0, 10).join(", ");
  const counts = `${created.length} new, ${changed.length} changed, ${same} as they were`;
  return `${dryRun ? "Nothing was stored. It would be: " : ""}${counts}${ids === "" ? "" : ` (${ids}${created.length + changed.length > 10 ? ", ..." : ""})`}.`;
}

function exportCommand(): Command {
  return new Command("export")
    .description("print the stored organisations as CSV that import reads")
    .addHelpText("after", examples("svartid organisation export > customers.csv"))
    .action(async ({ json }: { json?: boolean }) => {
      const stored = await withStorage(({ unitOfWork }) => unitOfWork.reading.organisations.list());
      const organisations = stored.map(({ organisation }) => organisation);
      if (json) printJson(organisations);
      else printText(writeCsv([[...ORGANISATION_COLUMNS], ...organisations.map(organisationCells)]));
    });
}

function removeCommand(): Command {
  return new Command("remove")
    .description("take a stored organisation out; its tickets and the record of its changes stay")
    .argument("<id>", "such as north")
    .addHelpText("after", examples("svartid organisation remove north"))
    .action(async (id: string, { json }: { json?: boolean }) => {
      if (!(await withStorage((storage) => remove(storage, id)))) throw unknown(id);
      if (json) printJson({ id, removed: true });
      else printLine(`${id} is removed: whoever writes from its domains is a stranger from the next mail on.`);
    });
}

async function remove({ unitOfWork, actor }: OpenDatabase, id: string): Promise<boolean> {
  return await unitOfWork.transaction(async (stores) => {
    await stores.organisations.beginChange();
    return await removeOrganisation(stores, id, { actor: "ops", by: actor });
  });
}

function unknown(id: string): UserError {
  return new UserError(`there is no such stored organisation ${id}: svartid organisation list shows them`);
}
