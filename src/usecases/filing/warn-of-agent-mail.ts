import type { Language } from "../../domain/desk/language.ts";
import { resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import type { NoteReason } from "../../domain/filing/judge-agent-mail.ts";
import { type Instant, instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { queueMail } from "../queue-mail.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { explainRefusal } from "./note-reason-words.ts";
import { noteRefused } from "./note-refused.ts";
import { agentsLanguage } from "./spoken-language.ts";

/** A mail in an agent's name that was kept as a note. */
export interface RefusedAgentMail {
  readonly ticket: Ticket;
  /** Null: somebody who is no agent any more. */
  readonly agent: string | null;
  readonly why: readonly NoteReason[];
  /** It is known which agent wrote it, who gets it back with what to do instead: nobody else has to be warned than operations. */
  readonly isToldApart: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MAX_ALERTS_AN_HOUR = 10;

/** Warns operations, and the agent whose name was used, that a mail in it was not obeyed, with each reason. */
export async function warnOfAgentMail(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  refused: RefusedAgentMail,
): Promise<void> {
  const { ticket, agent: key } = refused;
  const { desk } = context;
  const language = agentsLanguage(desk);
  const agent = key === null ? undefined : desk.agents[key];
  const data = {
    ref: ticket.ref,
    claimedFrom: toFile.mail.from?.address ?? "",
    agentName: agent?.name ?? key ?? toFile.mail.from?.address ?? "",
    subject: toFile.mail.subject,
    receivedAt: toFile.receivedAt,
    reasons: reasonsFor(toFile, refused, language),
    text: toFile.mail.replyText,
  };
  for (const { address, role } of recipientsOf(context, toFile, refused)) {
    if (!(await mayWarn(stores, toFile.now, address, refused))) continue;
    const result = await queueMail(stores, context.mail, {
      class: "alert",
      ticketId: ticket.id,
      ticketRef: ticket.ref,
      to: [{ address, role }],
      template: "unauthentic-agent-mail",
      language,
      data,
      replyTo: null,
      mailboxId: ticket.mailboxId,
    });
    const untold = { ticketId: ticket.id, agent: role === "ops" ? "ops" : (key ?? "ops"), at: toFile.now };
    await noteRefused(stores, context, result, untold);
  }
}

type Warned = { readonly address: string; readonly role: "ops" | "agent" };

function recipientsOf({ desk }: FilingContext, { now }: MailToFile, refused: RefusedAgentMail): readonly Warned[] {
  const { ticket, agent: key, why, isToldApart } = refused;
  const alerted = { ...ticket, requesterAddress: ticket.requester.address, day: localDateAt(now, desk.desk.zone) };
  const ops = resolveRecipients(desk, alerted, [{ kind: "role", role: "ops" }]);
  const warned = new Map(ops.map(({ address }) => [address.toLowerCase(), { address, role: "ops" } as Warned]));
  const agent = key === null ? undefined : desk.agents[key];
  const [own] = agent?.addresses ?? [];
  // To a machine that answers in the agent's place, a warning would be something else to answer (threat T9).
  const isWarned = own !== undefined && agent?.active === true && !isToldApart && !why.includes("automatic");
  if (isWarned && !warned.has(own)) warned.set(own, { address: own, role: "agent" });
  return [...warned.values()];
}

// Forgeries by the thousand must not become alerts by the thousand; the notes are on the ticket all the same.
async function mayWarn(
  stores: Stores,
  now: Instant,
  address: string,
  { agent, why }: RefusedAgentMail,
): Promise<boolean> {
  const since = { hour: instant(now - HOUR_MS), day: instant(now - DAY_MS) };
  // A machine that answers each notice says no more the second time.
  const code = why.includes("automatic") ? `automatic mail for agent ${agent}` : null;
  const { lastHour, sameBodyLastHour } = await stores.automaticAnswers.count(address, since, code);
  if (lastHour >= MAX_ALERTS_AN_HOUR || (code !== null && sameBodyLastHour > 0)) return false;
  await stores.automaticAnswers.record(address, now, code);
  return true;
}

/** The exact findings about an unproved sender are in English only. */
function reasonsFor(toFile: MailToFile, { why }: RefusedAgentMail, language: Language): readonly string[] {
  const reasons = why.map((reason) => explainRefusal(reason)[language]);
  const findings = language === "en" && why.includes("unproved") ? toFile.mail.authenticity.why : [];
  return [...reasons, ...findings];
}
