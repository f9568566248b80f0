import type { Language } from "../../domain/desk/language.ts";
import type { AlertData, TicketFacts } from "../../domain/outbound/mail-facts.ts";
import type { DueStep } from "../../domain/sla/plan-ladder.ts";
import { summariseReading } from "../../domain/sla/summarise-reading.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { ClockContext } from "./clock-context.ts";
import type { ClockSituation } from "./read-clock.ts";

/** A step that rings now, and what it rings for. */
export interface RingingStep {
  readonly step: DueStep;
  readonly escalationId: number;
  readonly clock: StoredClock;
  readonly situation: ClockSituation;
  readonly ticket: Ticket;
}

const MINUTE_MS = 60_000;

/** What an alert tells of the step, in the reader's language. */
export function describeAlert(
  { desk }: ClockContext,
  { step, clock, situation, ticket }: RingingStep,
  language: Language,
  now: Instant,
): AlertData {
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
  };
}
