import { Command, Option } from "commander";
import { formatInstant } from "../domain/time/instant.ts";
import { endSessionsOf } from "../usecases/console/sessions.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid session`: who is signed in to the console, and ending that. */
export function sessionCommand(): Command {
  return new Command("session")
    .description("look at who is signed in to the console, and sign them out")
    .addHelpText("after", examples("svartid session list", "svartid session end --agent one"))
    .addCommand(listCommand())
    .addCommand(endCommand());
}

function listCommand(): Command {
  return new Command("list")
    .description("list the console's sessions, newest first")
    .addHelpText("after", examples("svartid session list", "svartid session list --json"))
    .action(async (options: { json?: boolean }) => {
      const found = await withStorage(({ unitOfWork }) => unitOfWork.reading.sessions.list());
      const items = found.map(({ agent, keyId, openedAt, expiresAt }) => ({
        ...{ agent, keyId, openedAt: formatInstant(openedAt), expiresAt: formatInstant(expiresAt) },
      }));
      if (options.json) printJson(items);
      else {
        printTable(
          ["agent", "key", "opened", "expires"],
          items.map(({ agent, keyId, openedAt, expiresAt }) => [agent ?? "", String(keyId ?? ""), openedAt, expiresAt]),
        );
      }
    });
}

function endCommand(): Command {
  return new Command("end")
    .description("end sessions of the console at once, and links to it that nobody has used yet")
    .addOption(
      new Option("--agent <key>", "those in the name of this agent, whether or not desk.yaml has them").conflicts(
        "all",
      ),
    )
    .option("--all", "everybody's")
    .addHelpText("after", examples("svartid session end --agent one", "svartid session end --all"))
    .action(async (options: { json?: boolean; agent?: string; all?: boolean }, command: Command) => {
      const agent = options.agent ?? null;
      if (agent === null && !options.all) command.error("error: say whose: --agent KEY, or --all for everybody's");
      const { ended, known } = await withStorage(async ({ unitOfWork, actor, settings }) => ({
        ended: await unitOfWork.transaction((stores) => endSessionsOf(stores, agent, actor)),
        known: Object.keys(settings.desk.agents),
      }));
      // A mistyped key must not pass for done: somebody waits for that phone to be signed out.
      if (agent !== null && !known.includes(agent) && ended.sessions + ended.links === 0) {
        throw new UserError(
          `there is no agent ${agent}, and nobody is signed in as that: there are ${known.join(", ")}`,
        );
      }
      if (options.json) printJson({ agent, ...ended });
      else printLine(`Ended: ${ended.sessions} sessions and ${ended.links} links that were not used yet.`);
    });
}
