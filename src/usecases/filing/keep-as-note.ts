import type { AuthResult } from "../../domain/email/mail-understanding.ts";
import type { FilingPlan, NoteReason } from "../../domain/filing/decide-filing.ts";
import { instant } from "../../domain/time/instant.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { answerWithFaults } from "./answer-agent.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";

type NotePlan = Extract<FilingPlan, { action: "keep-as-note" }> & { readonly ticket: Ticket };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_ALERTS_AN_HOUR = 10;

/**
 * Keeps a mail that came in an agent's name but may not speak as the agent: a note on the ticket that nobody outside sees.
 * Operations and the agent are told, so that a forgery is noticed and a real agent is not left waiting.
 */
export async function keepAsNote(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  plan: NotePlan,
): Promise<number> {
  const { ticket } = plan;
  const author = plan.why === "unauthentic" ? "unknown" : "agent";
  await stores.tickets.addMessage(newInboundMessage(toFile, ticket.id, { direction: "note", author }));
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.receivedAt,
    type: "agent-mail-not-sent",
    actor: author === "unknown" ? "unknown" : `agent:${plan.agent}`,
    data: { inboundEmailId: toFile.inboundEmailId, why: plan.why },
  });
  if (plan.why === "unauthentic") await warnOperations(stores, context, toFile, ticket, plan.agent);
  else await answerWithFaults(stores, context, toFile, { ticket, agent: plan.agent }, [NOT_SENT[plan.why]]);
  return ticket.id;
}

const NOT_SENT: Readonly<
  Record<Exclude<NoteReason, "unauthentic">, { lineNumber: number; line: string; da: string; en: string }>
> = {
  "no-token": {
    lineNumber: 1,
    line: "",
    da: "Mailen kom ikke til svaradressen fra en besked om sagen. Den er gemt som note. Svar på beskeden for at skrive til kunden.",
    en: "The mail did not come to the reply address of a notice about the ticket. It was kept as a note. Answer the notice to write to the requester.",
  },
  "other-recipient": {
    lineNumber: 1,
    line: "",
    da: "Svaradressen tilhører en anden medarbejder. Mailen er gemt som note. Svar på din egen besked om sagen.",
    en: "The reply address belongs to another agent. The mail was kept as a note. Answer your own notice about the ticket.",
  },
};

async function warnOperations(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticket: Ticket,
  agentKey: string,
) {
  const { desk } = context;
  const agent = desk.agents[agentKey];
  const language = agentsLanguage(desk);
  const recipients = [
    ...new Set([desk.desk.opsAddress, agent?.addresses[0]].filter((one) => one !== null && one !== undefined)),
  ];
  for (const address of recipients) {
    // Forgeries by the thousand must not become alerts by the thousand; the notes are on the ticket all the same.
    const since = { hour: instant(toFile.now - HOUR_MS), day: instant(toFile.now - DAY_MS) };
    if ((await stores.automaticAnswers.count(address, since, null)).lastHour >= MAX_ALERTS_AN_HOUR) continue;
    await stores.automaticAnswers.record(address, toFile.now, null);
    const isOps = address === desk.desk.opsAddress;
    const result = await queueMail(stores, context.mail, {
      class: "alert",
      ticketId: ticket.id,
      ticketRef: ticket.ref,
      to: [{ address, role: isOps ? "ops" : "agent" }],
      template: "unauthentic-agent-mail",
      language,
      data: {
        ref: ticket.ref,
        claimedFrom: toFile.mail.from?.address ?? "",
        agentName: agent?.name ?? agentKey,
        subject: toFile.mail.subject,
        receivedAt: toFile.receivedAt,
        reasons: language === "da" ? [danishReason(toFile.mail.authenticity.dmarc)] : toFile.mail.authenticity.why,
        text: toFile.mail.replyText,
      },
      replyTo: null,
      mailboxId: ticket.mailboxId,
    });
    const untold = { ticketId: ticket.id, agent: isOps ? "ops" : agentKey, at: toFile.now };
    await noteRefused(stores, context, result, untold);
  }
}

/** The exact findings are recorded with the filing, in English; operations read the one that decides. */
function danishReason(dmarc: AuthResult | null): string {
  if (dmarc === null) return "Ingen server, som vi har tillid til, har bekræftet afsenderen.";
  if (dmarc === "pass") return "DMARC er bestået, men ikke entydigt for denne afsender.";
  return `DMARC er ikke bestået (${dmarc}).`;
}
