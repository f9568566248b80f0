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
import type { SentAutomaticAnswers } from "../ports/automatic-answer-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type MailFrame, queueMail, readFrame } from "../queue-mail.ts";
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
 * Gives whether it is told. `facts`: where the caller has read them.
 */
export async function acknowledge(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  question: AcknowledgementQuestion,
  facts?: AcknowledgementFacts,
): Promise<boolean> {
  const { ticket } = question;
  const { acknowledging } = question;
  const to = ticket.requester.address;
  const { sent, frame } = facts ?? (await readAcknowledgement(stores, context, toFile, { to, acknowledging }));
  const refusals = refusalsFor(context, toFile, question, sent);
  const why = refusals.length > 0 ? refusals : await send(stores, context, toFile, { ...question, frame });
  if (why.length === 0) {
    await stores.automaticAnswers.record(ticket.requester.address, toFile.now, bodyCode(context, toFile));
    return true;
  }
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: toFile.now,
    type: "acknowledgement-withheld",
    actor: "desk",
    data: { why },
  });
  return false;
}

/** What the desk knows of the mails it has sent already, and the frame of the next; null where none will be sent. */
export interface AcknowledgementFacts {
  readonly sent: SentAutomaticAnswers;
  readonly frame: MailFrame | null;
}

/** Writes nothing, so that it may be asked together with what else is asked. */
export async function readAcknowledgement(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  question: Pick<AcknowledgementQuestion, "acknowledging"> & { readonly to: string },
): Promise<AcknowledgementFacts> {
  const { now } = toFile;
  const since = { hour: instant(now - HOUR_MS), day: instant(now - DAY_MS) };
  const most = context.desk.desk.limits.totalAcknowledgementsAnHour;
  const isExpected = refusalsFor(context, toFile, question, NONE_SENT).length === 0;
  const [sent, frame] = await Promise.all([
    stores.automaticAnswers.count(question.to, since, bodyCode(context, toFile), most),
    isExpected ? readFrame(stores, [question.to]) : null,
  ]);
  return { sent, frame };
}

const NONE_SENT: SentAutomaticAnswers = {
  lastHour: 0,
  lastDay: 0,
  domainLastDay: 0,
  totalLastHour: 0,
  sameBodyLastHour: 0,
};

function refusalsFor(
  context: FilingContext,
  { mail }: MailToFile,
  question: Pick<AcknowledgementQuestion, "acknowledging">,
  sent: SentAutomaticAnswers,
): readonly string[] {
  return judgeAcknowledgement({
    acknowledging: question.acknowledging,
    senderUsable: mail.sender.status === "usable",
    authentic: mail.authentic,
    automatic: mail.automatic,
    policy: context.desk.desk.acknowledge,
    limits: context.desk.desk.limits,
    sent,
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
  question: AcknowledgementQuestion & Pick<AcknowledgementFacts, "frame">,
): Promise<readonly string[]> {
  const { ticket, promisedAt, verdict, frame } = question;
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
    queueMail(stores, context.mail, { ...envelope, template, data }, frame ?? undefined);
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
