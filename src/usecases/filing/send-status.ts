import { activityOf } from "../../domain/agreement/activity-of.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import { createElapsedMs } from "../clock/elapsed-of-clock.ts";
import { moveOf } from "../move-of.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import { toAgent } from "./answer-agent.ts";
import type { CommandRun } from "./command-run.ts";
import { noteRefused } from "./note-refused.ts";
import { ticketFacts } from "./ticket-facts.ts";

const MINUTE_MS = 60_000;

/** `#status`: how the ticket stands after everything else in the mail was done, its promises with it. */
export async function sendStatus({ stores, context, toFile, from, language }: CommandRun): Promise<void> {
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const stored = await stores.clocks.listForTicket(ticket.id);
  const elapsedMs = await createElapsedMs(context.clock, stores.clocks)(stored, toFile.now);
  const clocks = stored.map((clock) => ({
    promise: clock.kind,
    state: clock.state,
    deadline: clock.deadlineAt,
    targetMinutes: clock.targetMinutes,
    elapsedMinutes: Math.floor((elapsedMs.get(clock.id) ?? clock.elapsedMs) / MINUTE_MS),
  }));
  const watchers = await stores.tickets.listWatchers(ticket.id);
  const result = await queueMail(stores, context.mail, {
    ...toAgent(context, toFile, from),
    template: "ticket-status",
    language,
    data: {
      ticket: await ticketFacts(stores, context.desk, ticket, language),
      state: ticket.state,
      team: ticket.team,
      coverage: ticket.coverage,
      activity: activityOf(context.desk, ticket)?.row.name[language] ?? null,
      move: moveWords(context.desk, moveOf(context.desk, ticket, stored), "vendor")[language],
      openedAt: ticket.openedAt,
      copies: await admittedAddresses(stores, ticket.id),
      watchers: watchers.map((key) => context.desk.agents[key]?.name ?? key),
      clocks,
    },
  });
  await noteRefused(stores, context, result, { ticketId: ticket.id, agent: from.agent, at: toFile.now });
}
