import type { Command } from "../../domain/commands/command.ts";
import { formatKnownErrorId } from "../../domain/known-errors/known-error.ts";
import { CommandRefused } from "./command-refused.ts";
import { type CommandRun, recordCommand, say } from "./command-run.ts";

type ErrorCommand = Extract<Command, { name: "error" }>;

/** `#error`: takes the ticket's error into the log of known errors, or links the ticket to one that is there, or no longer. */
export async function logError(run: CommandRun, command: ErrorCommand): Promise<string> {
  if (command.action === "new") return await recordNew(run, command);
  const { id } = command;
  const found = await run.stores.knownErrors.find(id);
  const name = formatKnownErrorId(id);
  if (found === null) {
    throw refusal(
      `#error ${name}`,
      `Der er ingen kendt fejl ${name}. Skriv #fejl ny TITEL for at oprette en.`,
      `There is no known error ${name}. Write #error new TITLE to record one.`,
    );
  }
  return command.action === "link" ? await link(run, id, found.title) : await unlink(run, id, found.title);
}

async function recordNew(run: CommandRun, command: Extract<ErrorCommand, { action: "new" }>): Promise<string> {
  const { stores, from, toFile } = run;
  const { title, modules, hosting } = command;
  const made = { title, modules, hosting, at: toFile.now, by: `agent:${from.agent}` };
  const id = await stores.knownErrors.create(made);
  if (id === null) {
    const other = formatKnownErrorId((await stores.knownErrors.findByTitle(title)) ?? 0);
    throw refusal(
      `#error new ${title}`,
      `Fejlen er allerede kendt som ${other}. Skriv #fejl ${other} for at knytte sagen til den.`,
      `The error is known already as ${other}. Write #error ${other} to link the ticket to it.`,
    );
  }
  return await link(run, id, title);
}

async function link(run: CommandRun, id: number, title: string): Promise<string> {
  const name = formatKnownErrorId(id);
  const isNew = await run.stores.knownErrors.link(id, run.from.ticket.id, run.toFile.now);
  if (!isNew) return say(run, `Sagen var allerede knyttet til ${name}.`, `The ticket was linked to ${name} already.`);
  await recordCommand(run, "error-linked", { knownError: name });
  return say(run, `Sagen er knyttet til ${name}: ${title}`, `The ticket is linked to ${name}: ${title}`);
}

async function unlink(run: CommandRun, id: number, title: string): Promise<string> {
  const name = formatKnownErrorId(id);
  const wasLinked = await run.stores.knownErrors.unlink(id, run.from.ticket.id);
  if (!wasLinked) return say(run, `Sagen var ikke knyttet til ${name}.`, `The ticket was not linked to ${name}.`);
  await recordCommand(run, "error-unlinked", { knownError: name });
  return say(
    run,
    `Sagen er ikke længere knyttet til ${name}: ${title}`,
    `The ticket is no longer linked to ${name}: ${title}`,
  );
}

function refusal(line: string, da: string, en: string): CommandRefused {
  return new CommandRefused({ lineNumber: 1, line, da, en });
}
