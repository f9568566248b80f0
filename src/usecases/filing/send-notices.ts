import { activityOf } from "../../domain/agreement/activity-of.ts";
import { moveWords } from "../../domain/agreement/move-words.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Language } from "../../domain/desk/language.ts";
import type { NoticeRecipient } from "../../domain/desk/notice-recipients.ts";
import type { JoinEvidence } from "../../domain/filing/decide-filing.ts";
import type { LevelDispute } from "../../domain/filing/disputes-level.ts";
import { formatKnownErrorId } from "../../domain/known-errors/known-error.ts";
import type { TemplateData } from "../../domain/outbound/mail-templates.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { createElapsedMs } from "../clock/elapsed-of-clock.ts";
import { nameFixes } from "../known-errors/list-known-errors.ts";
import { moveOf } from "../move-of.ts";
import type { Approval } from "../ports/approval-store.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { FixedKnownError } from "../ports/known-error-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import { admittedAddresses } from "./admitted-addresses.ts";
import { definedLevel } from "./defined-level.ts";
import type { FilingContext } from "./filing-context.ts";
import { noteRefused } from "./note-refused.ts";
import { listFiles, type NoticeFile } from "./notice-files.ts";
import type { Answering } from "./record-answers.ts";
import { agentsLanguage } from "./spoken-language.ts";
import { ticketFacts } from "./ticket-facts.ts";

type NoticeData = TemplateData["agent-notification"];

/** What the agents are told. `inReplyTo`: the mail that it is about. */
export interface Notice extends Pick<NoticeData, "kind" | "levelBy" | "from" | "authentic" | "text" | "assignedBy"> {
  /** Null: nobody disagrees with the level. */
  readonly dispute: LevelDispute | null;
  /** How the mail joined a ticket that it names no mail of; null: it did not. */
  readonly joinedBy: JoinEvidence | null;
  readonly files: readonly NoticeFile[];
  readonly inReplyTo: string | null;
  /** What the mail says to what the requester was asked for. */
  readonly answering: Pick<Answering, "recorded" | "unrecorded"> | null;
  /** `none`: the ticket holds nothing but what is told. Else what it holds beside this inbound email. */
  readonly history: "none" | { readonly exceptInboundEmailId: number };
  readonly now: Instant;
}

const MINUTE_MS = 60_000;

/** Mails each of these agents the notice, with a reply address signed for this ticket and this agent alone. */
export async function sendNotices(
  stores: Stores,
  context: FilingContext,
  ticket: Ticket,
  recipients: readonly NoticeRecipient[],
  notice: Notice,
): Promise<void> {
  if (recipients.length === 0) return;
  const { desk } = context;
  const language = agentsLanguage(desk);
  const { inReplyTo, history: asked, now, files, answering, dispute, joinedBy, ...told } = notice;
  const clocks = await stores.clocks.listForTicket(ticket.id);
  const [facts, history, leftMinutes, copies, release, knownErrors, approvals, related] = await Promise.all([
    ticketFacts(stores, desk, ticket, language),
    asked === "none" ? NO_HISTORY : readHistory(stores, ticket.id, asked.exceptInboundEmailId),
    minutesLeft(stores, context, now, clocks),
    admittedAddresses(stores, ticket.id),
    stores.releases.findForTicket(ticket.id),
    asked === "none" ? [] : stores.knownErrors.listForTicket(ticket.id),
    readApprovals(stores, ticket, asked),
    readRelated(stores, ticket),
  ]);
  const agreed = agreedFacts(desk, ticket, { clocks, dispute, language });
  for (const { agent: key, reason, standsInFor } of recipients) {
    const agent = desk.agents[key];
    const result = await queueMail(stores, context.mail, {
      class: "notification",
      ticketId: ticket.id,
      ticketRef: ticket.ref,
      to: [{ address: agent?.addresses[0] ?? "", name: agent?.name ?? key, role: "agent" }],
      template: "agent-notification",
      language,
      data: {
        ...told,
        isAwaited: joinedBy === "awaited-message-id",
        isSecondAnswer: joinedBy === "shared-message-id",
        attachments: listFiles(context, files, key, { now }),
        reason,
        standsInFor: standsInFor === null ? null : (desk.agents[standsInFor]?.name ?? standsInFor),
        answerReaches: [ticket.requester.address, ...copies],
        ticket: facts,
        ...agreed,
        leftMinutes,
        ...history,
        knownErrors: knownErrors.map(nameError),
        related,
        release: release === null ? null : `${release.module} ${release.version}`,
        approval: shownApproval(approvals, answering),
        coverage: ticket.coverage,
        isCoverageAsked: approvals.some((one) => isAskedFor(one, ticket)),
        procedures: proceduresOf(desk, ticket, language),
        state: ticket.state,
      },
      replyTo: { ticketId: ticket.id, recipient: { kind: "agent", key } },
      inReplyTo,
      attachments: files.flatMap(({ carried }) => (carried === null ? [] : [carried])),
      mailboxId: ticket.mailboxId,
    });
    await noteRefused(stores, context, result, { ticketId: ticket.id, agent: key, at: now });
  }
}

function nameError({ id, title, fixedIn }: FixedKnownError): NoticeData["knownErrors"][number] {
  return { id: formatKnownErrorId(id), title, fixedIn: nameFixes(fixedIn) };
}

async function readRelated(stores: Stores, { relatedTicketId }: Ticket): Promise<string | null> {
  return relatedTicketId === null ? null : ((await stores.tickets.find(relatedTicketId))?.ref ?? null);
}

/** Nothing was asked on a ticket that holds nothing else, unless its service is outside the agreement. */
async function readApprovals(stores: Stores, ticket: Ticket, history: Notice["history"]): Promise<readonly Approval[]> {
  const isOutside = ticket.coverage === "addon" || ticket.coverage === "none";
  return history === "none" && !isOutside ? [] : await stores.approvals.listForTicket(ticket.id);
}

function isAskedFor({ asked, service, isWithdrawn }: Approval, ticket: Ticket): boolean {
  return !isWithdrawn && service === ticket.service && (asked === "coverage" || asked === "extra-time");
}

function proceduresOf(desk: Desk, ticket: Ticket, language: Language): NoticeData["procedures"] {
  const found = [desk.services[ticket.service ?? ""], activityOf(desk, ticket)?.row];
  return found.flatMap((one) => (one?.procedure ? [{ name: one.name[language], text: one.procedure[language] }] : []));
}

function agreedFacts(
  desk: Desk,
  ticket: Ticket,
  about: { clocks: readonly StoredClock[]; dispute: LevelDispute | null; language: Language },
): Pick<NoticeData, "definition" | "dispute" | "activity" | "move"> {
  const { clocks, dispute, language } = about;
  const wanted = dispute?.wanted ?? null;
  return {
    definition: definedLevel(desk, ticket.level, language).definition,
    dispute: dispute === null ? null : { wanted: wanted === null ? null : definedLevel(desk, wanted, language) },
    activity: activityOf(desk, ticket)?.row.name[language] ?? null,
    move: moveWords(desk, moveOf(desk, ticket, clocks), "vendor")[language],
  };
}

/** What the mail answered, else what was asked for last. */
function shownApproval(approvals: readonly Approval[], answering: Notice["answering"]): NoticeData["approval"] {
  const { recorded = null, unrecorded = null } = answering ?? {};
  const shown =
    approvals.find(({ id }) => id === recorded?.id) ?? approvals.findLast(({ isWithdrawn }) => !isWithdrawn);
  if (shown === undefined) return null;
  const { asked, answer, module, version, minutes } = shown;
  const told = { asked, module: module === null ? null : `${module} ${version}`, minutes };
  if (answer === null) return { ...told, outcome: "open", by: null, unrecorded };
  return { ...told, outcome: answer.outcome, by: answer.by, unrecorded: null };
}

const MAX_SHOWN = 5;
const MAX_SHOWN_CHARACTERS = 2_000;
const NO_HISTORY = { history: [], olderCount: 0 } as const;

async function readHistory(stores: Stores, ticketId: number, exceptInboundEmailId: number) {
  const { newest, count } = await stores.tickets.listNewest(ticketId, {
    exceptInboundEmailId,
    limit: MAX_SHOWN,
    // One more, by which it is known that something was cut off.
    characters: MAX_SHOWN_CHARACTERS + 1,
  });
  const history = newest.map((message) => ({
    direction: message.direction,
    by: message.from?.name || (message.from?.address ?? ""),
    at: message.sentAt,
    text: shorten(message.text),
  }));
  return { history, olderCount: count - history.length };
}

function shorten(text: string): string {
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}\n[…]`;
}

async function minutesLeft(
  stores: Stores,
  context: FilingContext,
  now: Instant,
  clocks: readonly StoredClock[],
): Promise<number | null> {
  const waiting = clocks.find((clock) => clock.kind === "first_response" && clock.metAt === null);
  if (waiting === undefined || !["running", "paused", "breached"].includes(waiting.state)) return null;
  const elapsedMs = await createElapsedMs(context.clock, stores.clocks)([waiting], now);
  const spent = elapsedMs.get(waiting.id) ?? waiting.elapsedMs;
  return waiting.targetMinutes - Math.floor(spent / MINUTE_MS);
}
