import { queueMail } from "../queue-mail.ts";
import { toAgent } from "./answer-agent.ts";
import type { CommandRun } from "./command-run.ts";
import { noteRefused } from "./note-refused.ts";
import { ticketFacts } from "./ticket-facts.ts";

/** What one mail's commands came to. `isDryRun`: it would have. */
export interface CommandOutcome {
  readonly done: readonly string[];
  /** Who receives the text. */
  readonly recipients: readonly string[];
  /** Whom the desk tells by itself what changed. */
  readonly told: readonly string[];
  readonly isDryRun?: boolean;
  /** The desk mails the requester a question of its own. */
  readonly isRequesterAsked?: boolean;
}

/** A short mail that lists what an agent's commands did and who receives what. */
export async function confirmCommands(run: CommandRun, outcome: CommandOutcome): Promise<void> {
  const { stores, context, toFile, from, language } = run;
  const { undoSeconds } = context.desk.desk;
  const isDryRun = outcome.isDryRun ?? false;
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const result = await queueMail(stores, context.mail, {
    ...toAgent(context, toFile, from),
    template: "command-confirmation",
    language,
    data: {
      ticket: await ticketFacts(stores, context.desk, ticket, language),
      done: outcome.done,
      recipients: outcome.recipients,
      told: outcome.told,
      undoSeconds: outcome.recipients.length > 0 && undoSeconds > 0 && !isDryRun ? undoSeconds : null,
      isRequesterAsked: outcome.isRequesterAsked ?? false,
      isDryRun,
    },
  });
  await noteRefused(stores, context, result, { ticketId: ticket.id, agent: from.agent, at: toFile.now });
}
