import { type CommandRun, recordCommand, say } from "./command-run.ts";

/** `#watch`: the agent is told of what comes to the ticket, whoever has it. */
export async function watchTicket(run: CommandRun): Promise<string> {
  const { stores, from } = run;
  if (!(await stores.tickets.addWatcher(from.ticket.id, from.agent))) {
    return say(run, "Du følger allerede sagen.", "You watch the ticket already.");
  }
  await recordCommand(run, "watched", { agent: from.agent });
  return say(
    run,
    "Du følger nu sagen og får besked, når der kommer nyt fra kunden.",
    "You now watch the ticket, and are told of what comes from the requester.",
  );
}

/** `#unwatch`: only what the agent answers for reaches them from now on. */
export async function unwatchTicket(run: CommandRun): Promise<string> {
  const { stores, from } = run;
  if (!(await stores.tickets.removeWatcher(from.ticket.id, from.agent))) {
    return say(run, "Du fulgte ikke sagen.", "You did not watch the ticket.");
  }
  await recordCommand(run, "unwatched", { agent: from.agent });
  return say(run, "Du følger ikke længere sagen.", "You no longer watch the ticket.");
}
