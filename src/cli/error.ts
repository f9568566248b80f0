import { Command, Option } from "commander";
import { HOSTINGS, type Hosting } from "../domain/agreement/coverage.ts";
import {
  formatKnownErrorId,
  KNOWN_ERROR_STATES,
  type KnownErrorState,
  parseKnownErrorId,
} from "../domain/known-errors/known-error.ts";
import { type KnownErrorView, nameFixes, presentKnownError } from "../usecases/known-errors/list-known-errors.ts";
import type { KnownErrorChange } from "../usecases/ports/known-error-store.ts";
import type { UnitOfWork } from "../usecases/ports/unit-of-work.ts";
import type { OpenDatabase } from "../wiring.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid error`: the log of known errors. */
export function errorCommand(): Command {
  return new Command("error")
    .description("the log of known errors")
    .addHelpText(
      "after",
      examples(
        "svartid error list --state open",
        "svartid error show KE-12",
        "svartid error set KE-12 --title 'Import stops at midnight' --module core:5.2,5.3",
      ),
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(setCommand());
}

interface ListOptions {
  json?: boolean;
  state?: KnownErrorState;
  limit: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("list known errors, newest first")
    .option("--state <state>", `only those that are ${KNOWN_ERROR_STATES.join(", ")}`, oneOf(KNOWN_ERROR_STATES))
    .option("--limit <count>", "at most so many", wholeNumber(1, 1000), 100)
    .addHelpText("after", examples("svartid error list --state open"))
    .action(async ({ json, state, limit }: ListOptions) => {
      const filter = { limit, ...(state === undefined ? {} : { state }) };
      const stored = await withStorage((storage) => storage.unitOfWork.reading.knownErrors.list(filter));
      const errors = stored.map(presentKnownError);
      if (json) printJson(errors);
      else printTable(["id", "state", "tickets", "affected", "hosting", "fixed in", "title"], errors.map(row));
    });
}

function row(error: KnownErrorView): string[] {
  const { id, state, tickets, hosting, title } = error;
  return [id, state, String(tickets.length), affected(error), hosting ?? "any", nameFixes(error.fixedIn), title];
}

function affected({ modules }: KnownErrorView): string {
  return modules.map(({ module, versions }) => [module, versions.join("+")].join(" ").trim()).join(", ");
}

function showCommand(): Command {
  return new Command("show")
    .description("show one known error with its tickets")
    .argument("<id>", "such as KE-12")
    .addHelpText("after", examples("svartid error show KE-12"))
    .action(async (id: string, { json }: { json?: boolean }) => {
      print(await withStorage(({ unitOfWork }) => find(unitOfWork, id)), json ?? false);
    });
}

interface SetOptions {
  json?: boolean;
  title?: string;
  state?: KnownErrorState;
  module?: string[];
  hosting?: Hosting | "any";
}

function setCommand(): Command {
  return new Command("set")
    .description("change what is known of an error; what it was stays on record")
    .argument("<id>", "such as KE-12")
    .option("--title <title>", "what affected customers may read")
    .option("--state <state>", KNOWN_ERROR_STATES.join(", "), oneOf(KNOWN_ERROR_STATES))
    .option("--module <module...>", "the affected modules, each with its versions: core:5.2,5.3 or core for all")
    .addOption(new Option("--hosting <hosting>", "where the system is hosted so").choices([...HOSTINGS, "any"]))
    .addHelpText("after", examples("svartid error set KE-12 --module core:5.2,5.3 --hosting customer --state fixed"))
    .action(async (id: string, options: SetOptions) => {
      const change = readChange(options);
      if (Object.keys(change).length === 0) throw new UserError("nothing is changed: add --help to see what can be");
      print(await withStorage((storage) => set(storage, id, change)), options.json ?? false);
    });
}

function readChange({ title, state, module, hosting }: SetOptions): KnownErrorChange {
  if (title?.trim() === "") throw new UserError("the title is empty: write what affected customers may read");
  return {
    ...(title === undefined ? {} : { title: title.trim() }),
    ...(state === undefined ? {} : { state }),
    ...(module === undefined ? {} : { modules: module.map(readModule) }),
    ...(hosting === undefined ? {} : { hosting: hosting === "any" ? null : hosting }),
  };
}

function readModule(text: string) {
  const [, module, list] = /^([^:\s]+)(?::(\S*))?$/.exec(text) ?? [];
  const versions = list?.split(",") ?? [];
  // Without any version all are meant: a list that lacks one was meant to name it.
  if (module === undefined || versions.includes("")) {
    throw new UserError(`--module ${text} cannot be read: write it as core:5.2,5.3, or as core for all versions`);
  }
  return { module, versions };
}

async function set(
  { unitOfWork, actor }: OpenDatabase,
  text: string,
  change: KnownErrorChange,
): Promise<KnownErrorView> {
  const { id } = await findStored(unitOfWork, text);
  const changed = await unitOfWork.transaction(async (stores) => {
    const result = await stores.knownErrors.change(id, change, { at: await stores.now(), by: "ops" });
    const subject = { kind: "known-error", id: formatKnownErrorId(id) };
    const detail = { changed: Object.keys(change) };
    if (result !== null) stores.audit.record({ actor, action: "known-error.changed", subject, detail });
    return result;
  });
  if (changed === null) throw new UserError("another known error has this title: svartid error list shows it");
  return await find(unitOfWork, text);
}

async function find(unitOfWork: UnitOfWork, text: string): Promise<KnownErrorView> {
  return presentKnownError(await findStored(unitOfWork, text));
}

async function findStored(unitOfWork: UnitOfWork, text: string) {
  const id = parseKnownErrorId(text);
  const stored = id === null ? null : await unitOfWork.reading.knownErrors.find(id);
  if (stored === null) throw new UserError(`there is no known error ${text}: svartid error list shows them`);
  return stored;
}

function print(error: KnownErrorView, json: boolean): void {
  if (json) {
    printJson(error);
    return;
  }
  printLine(`${error.id}  ${error.title}`);
  printTable(
    ["", ""],
    [
      ["state", error.state],
      ["affected", affected(error)],
      ["hosting", error.hosting ?? "any"],
      ["fixed in", error.fixedIn.map(({ release, module, version }) => `${module} ${version} (${release})`).join(", ")],
      ["recorded", `${error.createdAt} by ${error.createdBy}`],
      ["tickets", error.tickets.join(", ")],
    ],
  );
}
