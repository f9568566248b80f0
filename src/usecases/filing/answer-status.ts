import { findOrganisation } from "../../domain/agreement/find-organisation.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import { asksForStatus } from "../../domain/filing/asks-for-status.ts";
import { judgeAcknowledgement } from "../../domain/filing/judge-acknowledgement.ts";
import { encodeBase32 } from "../../domain/outbound/base32.ts";
import type { TemplateData } from "../../domain/outbound/mail-templates.ts";
import { MAC_BYTES } from "../../domain/outbound/signer.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { listKnownErrorsFor } from "../known-errors/list-known-errors.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
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
  const sent = await stores.automaticAnswers.count(mail.sender.address, since, statusCode(context));
  const refusals = judgeAcknowledgement({
    acknowledging: answersAutomaticMail ? "answers-automatic-mail" : "allowed",
    senderUsable: mail.sender.status === "usable",
    authentic: mail.authentic,
    automatic: mail.automatic,
    policy: context.desk.desk.acknowledge,
    limits: context.desk.desk.limits,
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
    const promised = promiseOf(await stores.clocks.listForTicket(ticket.id));
    const { ref, subject, state } = ticket;
    lines.push({ ref, subject, state, level: { id: ticket.level, name }, ...promised });
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
  if (result.kind === "queued") await stores.automaticAnswers.record(address, now, statusCode(context));
  else
    context.log.error({ inboundEmailId: toFile.inboundEmailId, why: result.why }, "a list of open tickets was refused");
}

async function knownErrorsFor(stores: Stores, organisation: Organisation) {
  return (await listKnownErrorsFor(stores, organisation)).slice(0, MAX_LISTED);
}

type Promised = { readonly promisedAt: Instant | null; readonly isWaiting: boolean };

const ORDER = ["first_response", "next_response", "resolution"] as const;

/** The promise that falls due next for this requester: the first of those still owed. */
function promiseOf(clocks: readonly StoredClock[]): Promised {
  const owed = clocks.filter(({ metAt, state }) => metAt === null && state !== "cancelled");
  const next = ORDER.flatMap((kind) => owed.filter((clock) => clock.kind === kind))[0];
  return { promisedAt: next?.deadlineAt ?? null, isWaiting: next?.state === "paused" };
}

// Among the codes of answered words, one that no words have.
function statusCode({ signer }: FilingContext): string {
  return encodeBase32(signer.sign("answered status", "").subarray(0, MAC_BYTES));
}
