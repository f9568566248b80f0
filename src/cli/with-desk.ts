import { readSettings } from "../settings.ts";
import { type OpenDatabase, type OpenDesk, openDesk, openStorage } from "../wiring.ts";
import { cliActor } from "./cli-actor.ts";
import { printNotice } from "./print.ts";

/** Runs a command on the database, and lets go of it whatever happens. */
export async function withStorage<T>(work: (storage: OpenDatabase) => Promise<T>): Promise<T> {
  const settings = readSettings({ secret: "optional" });
  const storage = await openStorage(settings, { movedTime: true, quiet: true, actor: cliActor() });
  try {
    return await work(storage);
  } finally {
    await storage.close();
  }
}

/** Runs a command on the whole desk: settings, database, keys for signing. */
export async function withDesk<T>(work: (desk: OpenDesk) => Promise<T>): Promise<T> {
  const settings = readSettings({ secret: "required" });
  for (const warning of settings.warnings) printNotice(`warning: ${warning}`);
  const desk = await openDesk(settings, { movedTime: true, quiet: true, actor: cliActor() });
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
