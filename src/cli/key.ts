import { Command } from "commander";
import { SCOPES, type Scope } from "../domain/access/scope.ts";
import { parseInstant } from "../domain/time/instant.ts";
import { listKeys } from "../usecases/list-keys.ts";
import { revokeKey } from "../usecases/revoke-key.ts";
import { makeKey } from "../wire-readers.ts";
import { examples } from "./examples.ts";
import { oneOf, wholeNumber } from "./parse-option.ts";
import { printJson, printLine, printNotice } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid key`: keys to the API. */
export function keyCommand(): Command {
  return new Command("key")
    .description("make, list and revoke keys to the API")
    .addHelpText(
      "after",
      examples("svartid key create --name prometheus --scope metrics", "svartid key list", "svartid key revoke 3"),
    )
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

interface CreateOptions {
  json?: boolean;
  name: string;
  scope: Scope[];
  agent?: string;
  expires?: string;
}

function createCommand(): Command {
  return new Command("create")
    .description("make a key and print it, once")
    .requiredOption("--name <name>", "who uses it")
    .requiredOption("--scope <scope...>", "read, write, admin or metrics; several in a row or by commas", readScopes)
    .option("--agent <name>", "the agent of desk.yaml in whose name it answers customers and changes tickets")
    .option("--expires <instant>", "such as 2027-01-01T00:00:00Z; without it, never")
    .addHelpText(
      "after",
      examples(
        "svartid key create --name prometheus --scope metrics",
        "svartid key create --name portal --scope read write --expires 2027-12-31T00:00:00Z",
      ),
    )
    .action(async (options: CreateOptions) => {
      const expiresAt = readExpiry(options.expires);
      const created = await withStorage((storage) =>
        makeKey(storage, storage.actor, {
          name: options.name,
          scopes: options.scope,
          agent: options.agent ?? null,
          expiresAt,
        }),
      );
      if (!created.ok) throw new UserError(created.why);
      if (options.json) printJson({ id: created.id, key: created.key });
      else {
        printLine(created.key);
        printNotice("This key is shown once: keep it where secrets are kept.");
      }
    });
}

function readExpiry(text: string | undefined) {
  if (text === undefined) return null;
  const at = parseInstant(text);
  if (at === null) throw new UserError(`--expires ${text} is not an instant: write it as 2027-01-01T00:00:00Z`);
  return at;
}

function listCommand(): Command {
  return new Command("list")
    .description("list keys: who has access, who had, which lie unused")
    .addHelpText("after", examples("svartid key list"))
    .action(async (options: { json?: boolean }) => {
      const keys = await withStorage((storage) => listKeys(storage.unitOfWork.reading.keys));
      if (options.json) printJson(keys);
      else
        printTable(
          ["id", "name", "prefix", "scopes", "agent", "created", "expires", "revoked", "last used"],
          keys.map((key) => [
            String(key.id),
            key.name,
            key.prefix,
            key.scopes.join(","),
            key.agent ?? "",
            key.createdAt,
            key.expiresAt ?? "never",
            key.revokedAt ?? "",
            key.lastUsedAt ?? "never",
          ]),
        );
    });
}

function revokeCommand(): Command {
  return new Command("revoke")
    .description("end a key at once")
    .argument("<id>", "its id in svartid key list", wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .addHelpText("after", examples("svartid key revoke 3      # an id of svartid key list"))
    .action(async (id: number, options: { json?: boolean }) => {
      const revoked = await withStorage(({ unitOfWork, actor }) =>
        unitOfWork.transaction((stores) => revokeKey(stores, id, actor)),
      );
      if (!revoked.ok) throw new UserError(revoked.why);
      if (options.json) printJson({ id, revoked: true });
      else printLine(`Key ${id} is revoked.`);
    });
}

function readScopes(text: string, before: readonly Scope[] = []): Scope[] {
  return [...before, ...text.split(",").map((word) => oneOf(SCOPES)(word.trim()))];
}
