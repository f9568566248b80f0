import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";

const EXPLANATION = {
  da: "Du svarede på en mail, der ikke hører til én bestemt sag. Samler den alarmer, så skriv til adressen ud for sagen.",
  en: "You answered a mail that belongs to no one ticket. Where it gathers alerts, write to the address beside the ticket.",
} as const;

/** An agent answered a digest: which of its tickets is meant would be a guess, so nothing is done and the mail goes back. */
export async function returnToAgent(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  key: string,
): Promise<void> {
  const language = agentsLanguage(context.desk);
  const agent = context.desk.agents[key];
  const result = await queueMail(stores, context.mail, {
    class: "confirmation",
    ticketId: null,
    ticketRef: null,
    // Never to the mail's own From: to the address that desk.yaml names for this agent.
    to: [{ address: agent?.addresses[0] ?? "", name: agent?.name ?? "", role: "agent" }],
    template: "command-fault",
    language,
    data: {
      ref: null,
      faults: [{ line: toFile.mail.replyText.trim().split("\n")[0] ?? "", explanation: EXPLANATION[language] }],
      original: toFile.mail.replyText,
    },
    replyTo: null,
    inReplyTo: toFile.mail.messageId,
    mailboxId: toFile.mailboxId,
  });
  await noteRefused(stores, context, result, { ticketId: null, agent: key, at: toFile.now });
}
