import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { toAgent } from "./answer-agent.ts";
import type { FilingContext } from "./filing-context.ts";
import type { AgentMail } from "./handle-agent-mail.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { ticketFacts } from "./ticket-facts.ts";

/** A short mail that lists what an agent's commands did and who receives what. */
export async function confirmCommands(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  from: AgentMail,
  outcome: { done: readonly string[]; recipients: readonly string[] },
): Promise<void> {
  const language = agentsLanguage(context.desk);
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  await queueMail(stores, context.mail, {
    ...toAgent(context, toFile, from),
    template: "command-confirmation",
    language,
    data: {
      ticket: await ticketFacts(stores, context.desk, ticket, language),
      done: outcome.done,
      recipients: outcome.recipients,
      undoSeconds: null,
      isDryRun: false,
    },
  });
}
