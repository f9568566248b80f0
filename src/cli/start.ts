import { Command, InvalidArgumentError, Option } from "commander";
import { ROLES, type Role, type RunningDesk, startDesk } from "../main.ts";
import { readSettings } from "../settings.ts";
import { printNotice } from "./print.ts";
import { UserError } from "./user-error.ts";

const PATIENCE_MS = 10_000;

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
        .argParser(readRoles)
        .default([...ROLES], "all"),
    )
    .addOption(new Option("--moved-time", "accept a database whose time was moved").hideHelp())
    .action(async (options: StartOptions) => {
      const settings = readSettings({ secret: "required" });
      for (const warning of settings.warnings) printNotice(`warning: ${warning}`);
      const stopAsked = untilStopped();
      try {
        const running = await startDesk(settings, { roles: options.role, movedTime: options.movedTime ?? false });
        running.desk.log.info({ url: running.url, roles: options.role }, "svartid is running");
        const databaseEnded = running.desk.serverEnded.then(() => "database" as const);
        const why = await Promise.race([stopAsked, databaseEnded]);
        running.desk.log.info({}, "svartid stops");
        await (why === "database" ? stopWithoutDatabase(running) : running.stop());
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

/** Throws the sentence that ends the process: whoever supervises it starts both anew. */
async function stopWithoutDatabase(running: RunningDesk): Promise<never> {
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS).unref());
  // What still waits for the lost database must not keep the process alive.
  setTimeout(() => process.exit(1), 2 * PATIENCE_MS).unref();
  await Promise.race([running.stop().catch(() => undefined), patience]);
  throw new UserError("the embedded PostgreSQL has ended: start svartid again. What was accepted is kept.");
}

function untilStopped(): Promise<"asked"> {
  return new Promise((done) => {
    const resolve = () => done("asked");
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    // Started by another process over a channel: without that process there is nothing to run for.
    if (process.channel) process.once("disconnect", () => resolve());
  });
}
