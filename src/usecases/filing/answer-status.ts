import { findOrganisation } from "../../domain/agreement/find-organisation.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import { asksForStatus } from "../../domain/filing/asks-for-status.ts";
import { judgeAcknowledgement } from "../../domain/filing/judge-acknowledgement.ts";
import { encodeBase32 } from "../../domain/outbound/base32.ts";
import type { TemplateData } from "../../domain/outbound/mail-templates.ts";
import { MAC_BYTES } from "../../domain/outbound/signer.ts";
import { instant } from "../../domain/time/instant.ts";
import { listKnownErrorsFor } from "../known-errors/list-known-errors.ts";
import { moveOf } from "../move-of.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { promiseOf } from "./promise-of.ts";
import { spokenLanguage } from "./spoken-language.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_LISTED = 50;

/**
 * Whether a mail is to be answered with its writer's open tickets: it asks for them, its sender is proved, it answers nothing that the desk wrote
 * by itself (threat T9), and no such answer went to the address within the hour. Locks the address until the transaction ends, so that two questions at once get one answer.
 */
export async function mayAnswerStatus(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  answersAutomaticMail: boolean,
): Promise<boolean> {
  const { mail, now } = toFile;
  const { subject, replyText } = mail;
  const attachmentCount = mail.attachments.filter((part) => !part.inline).length;
  if (!mail.authentic || mail.kind !== "person" || !asksForStatus({ subject, replyText, attachmentCount }))
    return false;
  await stores.automaticAnswers.lock(mail.sender.address);
  const since = { hour: instant(now - HOUR_MS), day: instant(now - DAY_MS) };
  const { limits } = context.desk.desk;
  const most = limits.totalAcknowledgementsAnHour;
  const sent = await stores.automaticAnswers.count(mail.sender.address, since, statusCode(context), most);
  const refusals = judgeAcknowledgement({
    acknowledging: answersAutomaticMail ? "answers-automatic-mail" : "allowed",
    senderUsable: mail.sender.status === "usable",
    authentic: mail.authentic,
    automatic: mail.automatic,
    policy: context.desk.desk.acknowledge,
    limits,
    sent,
  });
  return refusals.length === 0 && sent.sameBodyLastHour === 0;
}

/**
 * Mails a requester their own open tickets with what is promised for each; nothing of a ticket but its ref, subject, level and promised time.
 * With them the known errors of their organisation, which the proved address says.
 */
export async function answerStatus(stores: Stores, context: FilingContext, toFile: MailToFile): Promise<void> {
  const { mail, now } = toFile;
  const { address } = mail.sender;
  const found = await stores.tickets.listOpenOf(address, MAX_LISTED + 1);
  const tickets = found.slice(0, MAX_LISTED);
  const language = spokenLanguage(context.desk, mail.language ?? found[0]?.language ?? null);
  const lines: TemplateData["own-tickets"]["tickets"][number][] = [];
  for (const ticket of tickets) {
    const name = context.desk.levels[ticket.level]?.name[language] ?? ticket.level;
    const clocks = await stores.clocks.listForTicket(ticket.id);
    const move = moveWords(context.desk, moveOf(context.desk, ticket, clocks), "customer")[language];
    const { ref, subject, state } = ticket;
    lines.push({ ref, subject, state, level: { id: ticket.level, name }, ...promiseOf(clocks), move });
  }
  const organisation = findOrganisation(context.desk, address);
  const result = await queueMail(stores, context.mail, {
    class: "acknowledgement",
    ticketId: null,
    ticketRef: null,
    to: [{ address, role: "requester" }],
    template: "own-tickets",
    organisation: organisation?.id ?? null,
    language,
    data: {
      tickets: lines,
      hasMore: found.length > MAX_LISTED,
      knownErrors: organisation === null ? [] : await knownErrorsFor(stores, organisation),
    },
    replyTo: null,
    inReplyTo: mail.messageId,
    references: mail.references,
    mailboxId: toFile.mailboxId,
  });
  if (result.kind === "queued") return await stores.automaticAnswers.record(address, now, statusCode(context));
  const fields = { inboundEmailId: toFile.inboundEmailId, why: result.why };
  stores.afterCommit(() => context.log.error(fields, "a list of open tickets was refused"));
}

async function knownErrorsFor(stores: Stores, organisation: Organisation) {
  return (await listKnownErrorsFor(stores, organisation)).slice(0, MAX_LISTED);
}

// Among the codes of answered words, one that no words have.
function statusCode({ signer }: FilingContext): string {
  return encodeBase32(signer.sign("answered status", "").subarray(0, MAC_BYTES));
}
