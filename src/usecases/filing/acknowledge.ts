import type { GateVerdict } from "../../domain/agreement/gate.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import { whoseMove } from "../../domain/agreement/whose-move.ts";
import { bodyShape } from "../../domain/email/body-shape.ts";
import type { Acknowledging } from "../../domain/filing/decide-filing.ts";
import { judgeAcknowledgement } from "../../domain/filing/judge-acknowledgement.ts";
import { encodeBase32 } from "../../domain/outbound/base32.ts";
import type { TemplateData } from "../../domain/outbound/mail-templates.ts";
import { MAC_BYTES } from "../../domain/outbound/signer.ts";
import type { TemplateName } from "../../domain/outbound/template-names.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { definedLevel } from "./defined-level.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { spokenLanguage } from "./spoken-language.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface AcknowledgementQuestion {
  readonly ticket: Ticket;
  readonly promisedAt: Instant | null;
  readonly verdict: GateVerdict;
  readonly acknowledging: Acknowledging;
}

/**
 * Tells the requester, once a ticket, that the mail arrived and by when it is answered. Where no acknowledgement may go out
 * (automatic mail, an unusable sender, the brakes on loops and relayed spam), the ticket's history says so and why.
 * Gives whether it is told.
 */
export async function acknowledge(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  question: AcknowledgementQuestion,
): Promise<boolean> {
  const { ticket } = question;
  const refusals = await refusalsFor(stores, context, toFile, question);
  const why = refusals.length > 0 ? refusals : await send(stores, context, toFile, question);
  if (why.length === 0) {
    await stores.automaticAnswers.record(ticket.requester.address, toFile.now, bodyCode(context, toFile));
    return true;
  }
  const event = { ticketId: ticket.id, at: toFile.now, type: "acknowledgement-withheld", actor: "desk", data: { why } };
  await stores.tickets.appendEvent(event);
  return false;
}

async function refusalsFor(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  question: AcknowledgementQuestion,
): Promise<readonly string[]> {
  const { now, mail } = toFile;
  const since = { hour: instant(now - HOUR_MS), day: instant(now - DAY_MS) };
  return judgeAcknowledgement({
    acknowledging: question.acknowledging,
    senderUsable: mail.sender.status === "usable",
    authentic: mail.authentic,
    automatic: mail.automatic,
    policy: context.desk.desk.acknowledge,
    limits: context.desk.desk.limits,
    sent: await stores.automaticAnswers.count(question.ticket.requester.address, since, bodyCode(context, toFile)),
  });
}

// Keyed, so that a table of codes tells nobody what was written.
function bodyCode({ signer }: FilingContext, { mail }: MailToFile): string | null {
  const shape = bodyShape(mail.replyText || mail.text);
  return shape === "" ? null : encodeBase32(signer.sign("answered body", shape).subarray(0, MAC_BYTES));
}

async function send(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  question: AcknowledgementQuestion,
): Promise<readonly string[]> {
  const { ticket, promisedAt, verdict } = question;
  const { ref } = ticket;
  const { receivedAt } = toFile;
  const language = spokenLanguage(context.desk, ticket.language);
  const envelope = {
    class: "acknowledgement",
    ticketId: ticket.id,
    ticketRef: ref,
    to: [{ address: ticket.requester.address, role: "requester" }],
    language,
    organisation: ticket.organisation,
    replyTo: { ticketId: ticket.id, recipient: { kind: "requester" } },
    inReplyTo: toFile.mail.messageId,
    references: toFile.mail.references,
    mailboxId: ticket.mailboxId,
  } as const;
  const queue = <Name extends TemplateName>(template: Name, data: TemplateData[Name]) =>
    queueMail(stores, context.mail, { ...envelope, template, data });
  const level = definedLevel(context.desk, ticket.level, language);
  const served = whoseMove(context.desk, { ...ticket, isServed: verdict === "served", pauseReason: null });
  const move = served.party === "customer" ? moveWords(context.desk, served, "customer")[language] : null;
  const queued =
    verdict === "served"
      ? await queue("acknowledgement", { ref, level, promisedAt, receivedAt, move })
      : verdict === "noOrganisation"
        ? await queue("acknowledgement-unknown-sender", { ref, receivedAt })
        : await queue("acknowledgement-no-agreement", { ref, receivedAt, verdict });
  return queued.kind === "queued" ? [] : [`the mail was refused: ${queued.why}`];
}
