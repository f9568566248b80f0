import { Command, InvalidArgumentError, Option } from "commander";
import { ROLES, type Role, type RunningDesk, startDesk } from "../main.ts";
import { readSettings } from "../settings.ts";
import { untilAskedToStop } from "../until-asked-to-stop.ts";
import { examples } from "./examples.ts";
import { printNotice } from "./print.ts";
import { UserError } from "./user-error.ts";

const PATIENCE_MS = 10_000;
/** Containers and services give 30 seconds and more. */
const STOPPING_MS = 25_000;
const LINGERING_MS = 2_000;

interface StartOptions {
  role: Role[];
  movedTime?: boolean;
}

/** `svartid start`: runs until it is told to stop. */
export function startCommand(): Command {
  return new Command("start")
    .description("run the desk until it is stopped")
    .addOption(
      new Option("--role <roles>", `all, or some of ${ROLES.join(", ")}`)
        .argParser(Object.assign(readRoles, { words: ["all", ...ROLES] }))
        .default([...ROLES], "all"),
    )
    .addOption(new Option("--moved-time", "accept a database whose time was moved").hideHelp())
    .addHelpText(
      "after",
      examples("svartid start", "svartid start --role intake,worker      # the console and the API run elsewhere"),
    )
    .action(async (options: StartOptions) => {
      const settings = readSettings({ secret: "required" });
      for (const warning of settings.warnings) printNotice(`warning: ${warning}`);
      const stopAsked = untilAskedToStop();
      try {
        const running = await startDesk(settings, { roles: options.role, movedTime: options.movedTime ?? false });
        running.desk.log.info({ url: running.url, roles: options.role }, "svartid is running");
        const databaseEnded = running.desk.serverEnded.then(() => "database" as const);
        const why = await Promise.race([stopAsked, databaseEnded]);
        running.desk.log.info({}, "svartid stops");
        await (why === "database" ? stopWithoutDatabase(running) : stopInTime(running));
      } finally {
        // The channel to the process that started this one would keep it alive, also when it could not start.
        if (process.connected) process.disconnect();
      }
    });
}

function readRoles(text: string): Role[] {
  const words = text.split(",").map((word) => word.trim());
  if (words.includes("all")) return [...ROLES];
  const unknown = words.filter((word) => !ROLES.some((role) => role === word));
  if (unknown.length > 0)
    throw new InvalidArgumentError(`There is no role ${unknown.join(", ")}. Use all, ${ROLES.join(", ")}.`);
  return ROLES.filter((role) => words.includes(role));
}

/** Whoever supervises the process kills it some time: it ends by itself before that, and says so. */
async function stopInTime({ desk, stop }: RunningDesk): Promise<void> {
  const late = setTimeout(() => {
    desk.log.error(
      {},
      "what is in hand did not end in time: the process ends without it, and the next start takes it up",
    );
    process.exit(1);
  }, STOPPING_MS);
  await stop().finally(() => clearTimeout(late));
  // All is done: a connection that somebody else keeps open holds nothing up.
  setTimeout(() => process.exit(), LINGERING_MS).unref();
}

/** Throws the sentence that ends the process: whoever supervises it starts both anew. */
async function stopWithoutDatabase(running: RunningDesk): Promise<never> {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
  // What still waits for the lost database must not keep the process alive.
  setTimeout(() => process.exit(1), 2 * PATIENCE_MS).unref();
  await Promise.race([running.stop().catch(() => undefined), patience]);
  throw new UserError("the embedded PostgreSQL has ended: start svartid again. What was accepted is kept.");
}
