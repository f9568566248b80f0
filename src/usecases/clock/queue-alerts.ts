import { type AlertRecipient, resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import type { TemplateData, TicketFacts } from "../../domain/outbound/mail-templates.ts";
import type { DueStep } from "../../domain/sla/plan-ladder.ts";
import { summariseReading } from "../../domain/sla/summarise-reading.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Log } from "../ports/log.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type QueueMailServices, queueMail } from "../queue-mail.ts";
import type { ClockContext } from "./clock-context.ts";
import type { ClockSituation } from "./read-clock.ts";

export interface AlertServices {
  readonly context: ClockContext;
  readonly mail: QueueMailServices;
  readonly log: Log;
}

/** A step that rings now, and what it rings for. */
export interface RingingStep {
  readonly step: DueStep;
  readonly escalationId: number;
  readonly clock: StoredClock;
  readonly situation: ClockSituation;
  readonly ticket: Ticket;
}

const MINUTE_MS = 60_000;

/**
 * Queues the alerts of one step in the firing's transaction, one mail a recipient, and records each. A mail that cannot
 * be made is recorded and logged, and stops neither the others nor the breach. Gives how many mails were queued.
 */
export async function queueAlerts(stores: Stores, services: AlertServices, ringing: RingingStep): Promise<number> {
  const { desk } = services.context;
  const { ticket, step, situation } = ringing;
  const to = situation.ladder.find(({ atMinutes }) => atMinutes === step.atMinutes)?.to ?? [];
  const asked = { ...ticket, requesterAddress: ticket.requester.address };
  const now = situation.reading.asOf;
  let queued = 0;
  for (const recipient of resolveRecipients(desk, asked, to)) {
    const outboxId = await tryToQueue(stores, services, ringing, recipient, now);
    if (outboxId !== null) queued += 1;
    await record(stores, ringing, recipient.address, outboxId);
  }
  // Webhooks have no delivery yet: the alert is on record, so nothing claims that it went out.
  for (const { kind, ...rest } of to)
    if (kind === "webhook" && "name" in rest) await record(stores, ringing, `webhook:${rest.name}`, null);
  return queued;
}

async function record(stores: Stores, ringing: RingingStep, recipient: string, outboxId: number | null): Promise<void> {
  const { escalationId, ticket, step } = ringing;
  await stores.clocks.recordAlert({ escalationId, ticketId: ticket.id, kind: step.kind, recipient, outboxId });
}

async function tryToQueue(
  stores: Stores,
  { context, mail, log }: AlertServices,
  ringing: RingingStep,
  recipient: AlertRecipient,
  now: Instant,
): Promise<number | null> {
  const { ticket } = ringing;
  const language = context.desk.desk.languages[0] ?? "en";
  const { template, data } = alertOf(context, ringing, language, now);
  const { agent, address } = recipient;
  try {
    const result = await stores.savepoint(() =>
      queueMail(stores, mail, {
        class: "alert",
        ticketId: ticket.id,
        ticketRef: ticket.ref,
        to: [{ address, role: agent === null ? "ops" : "agent" }],
        template,
        language,
        data,
        replyTo: agent === null ? null : { ticketId: ticket.id, recipient: { kind: "agent", key: agent } },
      }),
    );
    if (result.kind === "queued") return result.outboxId;
    log.error({ ticketId: ticket.id, why: result.why }, "an alert could not be queued");
  } catch (error) {
    log.error({ ticketId: ticket.id, err: error }, "an alert could not be made");
  }
  return null;
}

function alertOf(
  { desk }: ClockContext,
  { step, clock, situation, ticket }: RingingStep,
  language: "da" | "en",
  now: Instant,
): { template: "alert-warning" | "alert-breach"; data: TemplateData["alert-breach"] } {
  const { reading, history } = situation;
  const summary = summariseReading(reading, history.start);
  const deadline = reading.deadline ?? clock.deadlineAt ?? step.dueAt;
  const facts: TicketFacts = {
    ref: ticket.ref,
    subject: ticket.subject,
    requester: ticket.requester,
    organisation: desk.organisations.find(({ id }) => id === ticket.organisation)?.name ?? ticket.organisation,
    level: { id: ticket.level, name: desk.levels[ticket.level]?.name[language] ?? ticket.level },
    agent: ticket.agent === null ? null : (desk.agents[ticket.agent]?.name ?? ticket.agent),
    service: ticket.service === null ? null : (desk.services[ticket.service]?.name[language] ?? ticket.service),
    deadline,
  };
  return {
    template: step.kind === "warning" ? "alert-warning" : "alert-breach",
    data: {
      ticket: facts,
      promise: clock.kind,
      deadline,
      firedAt: now,
      lateMinutes: Math.floor((now - step.dueAt) / MINUTE_MS),
      overdueMinutes: Math.max(0, step.atMinutes),
      account: {
        targetMinutes: history.latest.targetMinutes,
        countedMinutes: Math.floor(summary.countedMilliseconds / MINUTE_MS),
        closedMinutes: Math.floor(summary.closedMilliseconds / MINUTE_MS),
        pausedMinutes: Math.floor(summary.pausedMilliseconds / MINUTE_MS),
      },
    },
  };
}
