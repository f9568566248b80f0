import { mergeClocks } from "../clock/merge-clocks.ts";
import { type CommandRun, changeTicket, recordOn, say } from "./command-run.ts";
import { findMergeTarget } from "./find-named-ticket.ts";

/** `#merge`: this ticket ends, its mails land in the other from now on, and its promises with it (sla.md, truth table). */
export async function mergeTicket(run: CommandRun, ref: string): Promise<string> {
  const { stores, context, from, toFile } = run;
  const found = await findMergeTarget(run, ref);
  const target = found.ok ? await stores.tickets.lock(found.ticket.id) : null;
  // Found without fault before anything was done, and merged by nobody since: both tickets are locked by now.
  if (!found.ok || target === null || target.mergedIntoId !== null)
    throw new Error(`${ref} changed while it was merged`);
  const at = toFile.now;
  await mergeClocks(stores, context.clock, { sourceId: from.ticket.id, target, at });
  for (const { address, state } of await stores.tickets.listParticipants(from.ticket.id)) {
    // Who took part here is shown there, and gets nothing of it until an agent admits them.
    if (state !== "pending") await stores.tickets.addParticipant(target.id, address, "pending");
  }
  for (const agent of await stores.tickets.listWatchers(from.ticket.id)) {
    await stores.tickets.addWatcher(target.id, agent);
  }
  const change = { state: "closed", closedAt: at, mergedIntoId: target.id } as const;
  await changeTicket(run, change, "merged", { into: target.ref });
  await recordOn(run, target.id, "merged-from", { ref: from.ticket.ref });
  return say(
    run,
    `Sagen er lagt sammen med ${target.ref}, og dens løfter gælder dér.`,
    `The ticket was merged into ${target.ref}, where its promise is kept.`,
  );
}
