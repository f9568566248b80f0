import { activityOf } from "../../domain/agreement/activity-of.ts";
import { coverageOf } from "../../domain/agreement/coverage-of.ts";
import { findOrganisation } from "../../domain/agreement/find-organisation.ts";
import { type GateVerdict, judgeGate } from "../../domain/agreement/gate.ts";
import { responsibleFor } from "../../domain/agreement/responsible-for.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import { type Classified, classifyMail } from "../../domain/filing/classify-mail.ts";
import type { FilingPlan } from "../../domain/filing/decide-filing.ts";
import { startClocks } from "../clock/start-clock.ts";
import type { NewTicket, Person, Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { acknowledge, readAcknowledgement } from "./acknowledge.ts";
import { addPendingParticipants } from "./add-pending-participants.ts";
import { askCoverage } from "./ask-coverage.ts";
import { defaultTeam } from "./default-team.ts";
import type { FilingContext } from "./filing-context.ts";
import { informContacts } from "./inform-contacts.ts";
import type { MailToFile } from "./mail-to-file.ts";
import { newInboundMessage } from "./new-inbound-message.ts";
import { notifyAgents } from "./notify-agents.ts";
import { openUnderFreeRef } from "./open-under-free-ref.ts";
import { spokenLanguage } from "./spoken-language.ts";
import { tellOfUnserved } from "./tell-of-unserved.ts";

type OpenPlan = Extract<FilingPlan, { action: "open" }>;

/**
 * Opens a ticket for a mail: requester, level and team by the rules, the agreement's verdict, the promise with its clock, the
 * acknowledgement and the notice to the agents. Without a valid agreement the ticket waits, and no clock runs until an agent
 * accepts it.
 */
export async function openTicket(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  plan: OpenPlan,
): Promise<number> {
  const requester = requesterOf(toFile, plan);
  const organisation = findOrganisation(context.desk, requester.address);
  const verdict = judgeGate(context.desk, organisation, toFile.receivedAt);
  const { subject, replyText, text } = toFile.mail;
  const asked = { subject, text: replyText || text, from: requester.address, organisation };
  const classified = classifyMail(context.desk, asked, toFile.stated ?? null);
  const draft = draftTicket(context, toFile, { plan, requester, organisation, verdict, classified });
  const { acknowledging } = plan;
  const [ticket, facts] = await Promise.all([
    openUnderFreeRef(stores.tickets, context.randomness, draft),
    readAcknowledgement(stores, context, toFile, { to: requester.address, acknowledging }),
  ]);
  const { id } = ticket;
  await record(stores, context, toFile, { id, plan, verdict, organisation, classified });
  await informContacts(stores, context.desk, ticket, { at: toFile.receivedAt, actor: "desk" });
  const promisedAt = await startPromise(stores, context, toFile, ticket, verdict);
  const isTold = await acknowledge(stores, context, toFile, { ticket, promisedAt, verdict, acknowledging }, facts);
  // An address that nothing proves gets no second mail that it may never have asked for (threat T8).
  if (isTold && toFile.mail.authentic && verdict === "served") await askCoverage(stores, context, toFile, ticket);
  await notifyAgents(stores, context, toFile, ticket, { kind: "opened", watchers: [], levelBy: classified.levelBy });
  await tellOfUnserved(stores, context, { ticket, organisation, verdict, now: toFile.now });
  return id;
}

function requesterOf(toFile: MailToFile, plan: OpenPlan): Person {
  const forwarded = plan.requester === "forwarded" ? toFile.mail.forwarded?.from : null;
  const { sender, from } = toFile.mail;
  return forwarded ?? { address: sender.address || (from?.address ?? ""), name: sender.name };
}

function draftTicket(
  context: FilingContext,
  toFile: MailToFile,
  about: {
    plan: OpenPlan;
    requester: Person;
    organisation: Organisation | null;
    verdict: GateVerdict;
    classified: Classified;
  },
): Omit<NewTicket, "ref"> {
  const { mail } = toFile;
  const { desk } = context;
  const { organisation, requester, classified } = about;
  const { service = null, activity = null, level } = classified;
  const row = activityOf(desk, { activity, level })?.row ?? null;
  const hosting = organisation?.hosting ?? null;
  return {
    subject: mail.baseSubject || mail.subject,
    state: about.verdict === "served" ? "new" : "waiting",
    level,
    requester,
    mailboxId: toFile.mailboxId,
    organisation: organisation?.id ?? null,
    agreement: organisation?.agreement ? { ...organisation.agreement } : null,
    hosting,
    service,
    activity,
    agent: null,
    coverage: coverageOf(entry(desk.services, service), hosting),
    responsible: responsibleFor(row),
    team: classified.team ?? row?.team ?? defaultTeam(desk),
    language: spokenLanguage(desk, mail.language),
    relatedTicketId: about.plan.relatedTicketId,
    openedAt: toFile.receivedAt,
  };
}

function entry<T>(entries: Readonly<Record<string, T>>, id: string | null): T | null {
  return id === null ? null : (entries[id] ?? null);
}

async function record(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  about: {
    id: number;
    plan: OpenPlan;
    verdict: GateVerdict;
    organisation: Organisation | null;
    classified: Classified;
  },
): Promise<void> {
  const { id, plan } = about;
  const { level, levelBy } = about.classified;
  const author = plan.requester === "forwarded" ? "agent" : "requester";
  await stores.tickets.addMessage(newInboundMessage(toFile, id, { direction: "inbound", author }));
  await addPendingParticipants(stores, context, toFile, id);
  const release = plan.release === null ? null : await stores.releases.find(plan.release);
  if (release !== null) await stores.releases.linkTicket(release.id, id);
  await stores.tickets.appendEvent({
    ticketId: id,
    at: toFile.receivedAt,
    type: "opened",
    actor: "requester",
    data: {
      inboundEmailId: toFile.inboundEmailId,
      gate: about.verdict,
      organisation: about.organisation?.id ?? null,
      ...(toFile.stated ? { channel: toFile.stated.channel, voucher: toFile.stated.voucher } : {}),
      level,
      levelBy,
      ...(release === null ? {} : { release: release.key }),
    },
  });
}

async function startPromise(
  stores: Stores,
  context: FilingContext,
  toFile: MailToFile,
  ticket: Ticket,
  verdict: GateVerdict,
) {
  if (verdict !== "served") return null;
  const started = await startClocks(stores, context.clock, {
    ticketId: ticket.id,
    level: ticket.level,
    startedAt: toFile.receivedAt,
    agreed: ticket,
    now: toFile.now,
  });
  return started.firstResponseAt;
}
