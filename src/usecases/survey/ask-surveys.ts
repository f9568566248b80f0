import { type Instant, instant } from "../../domain/time/instant.ts";
import { doubting } from "../backup/doubting.ts";
import type { FilingContext } from "../filing/filing-context.ts";
import { spokenLanguage } from "../filing/spoken-language.ts";
import { encodeHex } from "../hex.ts";
import { isDatabaseFailure } from "../ports/adapter-error.ts";
import type { Digest } from "../ports/digest.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";

export interface AskSurveysDeps {
  readonly unitOfWork: UnitOfWork;
  readonly context: FilingContext;
  readonly digest: Digest;
}

const DAY_MS = 86_400_000;
/** What ended longer ago is nobody's fresh memory, and switching surveys on must not mail every customer of the year. */
const LATEST_DAYS = 7;
const VALID_DAYS = 30;
const TOKEN_BYTES = 32;

/**
 * Asks the requesters of tickets that ended `survey.afterDays` ago how it went, each ticket once, and only where a person wrote and an agent
 * answered. Does nothing without `desk.survey`. Gives how many were asked. May run any number of times, side by side.
 */
export async function askSurveys(deps: AskSurveysDeps, limit: number): Promise<number> {
  const { survey } = deps.context.desk.desk;
  if (survey === null) return 0;
  return await deps.unitOfWork.transaction(async (stores) => {
    const now = await stores.now();
    const before = instant(now - survey.afterDays * DAY_MS);
    const ids = await stores.surveys.lockUnasked({ after: instant(before - LATEST_DAYS * DAY_MS), before }, limit);
    for (const id of ids) await askOnce(stores, deps, id, now);
    return ids.length;
  });
}

/** Whatever becomes of the mail, the ticket counts as asked about: a survey is not worth a second try. */
async function askOnce(stores: Stores, deps: AskSurveysDeps, ticketId: number, now: Instant): Promise<void> {
  const { context, digest } = deps;
  const token = encodeHex(context.randomness.bytes(TOKEN_BYTES));
  const expiresAt = instant(now + VALID_DAYS * DAY_MS);
  const ticket = await stores.tickets.find(ticketId);
  if (ticket === null) return;
  if (!(await stores.surveys.insert({ ticketId, tokenSha256: digest.sha256(token), expiresAt }))) return;
  const why = await stores
    .savepoint(() => send(doubting(stores, context.doubtedUntil, dueAt(context, ticket, now)), context, ticket, token))
    .catch((error: unknown) => {
      if (isDatabaseFailure(error)) throw error;
      context.log.error({ ticketId, err: error }, "a survey could not be made");
      return "it could not be made";
    });
  const type = why === null ? "survey-asked" : "survey-withheld";
  await stores.tickets.appendEvent({ ticketId, at: now, type, actor: "desk", data: why === null ? {} : { why } });
}

/** When its survey was due; `now` where nothing says when it ended. */
function dueAt({ desk }: FilingContext, { closedAt, resolvedAt }: Ticket, now: Instant): Instant {
  const endedAt = closedAt ?? resolvedAt;
  return endedAt === null ? now : instant(endedAt + (desk.desk.survey?.afterDays ?? 0) * DAY_MS);
}

/** Null when it was queued, else why not. */
async function send(stores: Stores, context: FilingContext, ticket: Ticket, token: string): Promise<string | null> {
  const queued = await queueMail(stores, context.mail, {
    class: "survey",
    ticketId: ticket.id,
    ticketRef: ticket.ref,
    to: [{ address: ticket.requester.address, role: "requester" }],
    template: "survey",
    organisation: ticket.organisation,
    language: spokenLanguage(context.desk, ticket.language),
    data: { ref: ticket.ref, link: `${context.publicUrl}/survey/${token}`, validDays: VALID_DAYS },
    replyTo: { ticketId: ticket.id, recipient: { kind: "requester" } },
    mailboxId: ticket.mailboxId,
  });
  return queued.kind === "queued" ? null : `the mail was refused: ${queued.why}`;
}
