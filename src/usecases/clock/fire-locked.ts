import type { DueStep } from "../../domain/sla/plan-ladder.ts";
import { clockContextInForce } from "../organisations/desk-in-force.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import { UNTRACED } from "../ports/tracer.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { projectClock } from "./project-clock.ts";
import { type AlertServices, queueAlerts } from "./queue-alerts.ts";
import { type ClockSituation, situationOf } from "./read-clock.ts";

/** A clock that is due and whose row is locked, and its ticket, locked too. */
export interface LockedClock {
  readonly clock: StoredClock;
  readonly ticket: Ticket;
}

interface Ringing extends LockedClock {
  readonly situation: ClockSituation;
  readonly step: DueStep;
}

/**
 * Fires clocks within the transaction that locked them by the condition of `lockDue`: their breaches, every step of their
 * ladders that is due with its alerts, and their next wake-ups. The steps ring the longest due first, clock by clock.
 */
export async function fireLocked(
  stores: Stores,
  ofFile: AlertServices,
  locked: readonly LockedClock[],
): Promise<{ steps: number; mails: number }> {
  const services = { ...ofFile, context: await clockContextInForce(stores, ofFile.context) };
  const situations = await readSituations(stores, services, locked);
  const steps = situations.flatMap((one) => one.situation.plan.due.map((step): Ringing => ({ ...one, step })));
  const escalationIds = await stores.clocks.recordEscalations(
    steps.map(({ clock, situation, step }) => ({
      clockId: clock.id,
      generation: situation.history.generation,
      step: step.atMinutes,
      kind: step.kind,
      dueAt: step.dueAt,
      firedAt: situation.reading.asOf,
    })),
  );
  let mails = 0;
  for (const [index, step] of steps.entries()) {
    const escalationId = escalationIds[index] ?? null;
    if (escalationId === null) continue;
    const { clock, ticket, step: rung } = step;
    const facts = { "svartid.clock.id": clock.id, "svartid.ticket.id": ticket.id, "svartid.step": rung.kind };
    mails += await (services.tracer ?? UNTRACED).span("ring step", { facts, whenEnded: stores.afterCommit }, () =>
      ring(stores, services, { ...step, escalationId }),
    );
  }
  for (const { clock, situation } of situations) {
    const { ladderHeldUntil } = clock;
    await projectClock(stores, clock, situation, { nextWakeAt: situation.plan.nextAt, ladderHeldUntil });
  }
  return { steps: steps.length, mails };
}

async function readSituations(
  stores: Stores,
  { context }: AlertServices,
  locked: readonly LockedClock[],
): Promise<(LockedClock & { situation: ClockSituation })[]> {
  const ids = locked.map(({ clock }) => clock.id);
  const [now, events, escalations] = await Promise.all([
    stores.now(),
    stores.clocks.listEventsOf(ids),
    stores.clocks.listEscalationsOf(ids),
  ]);
  return await Promise.all(
    locked.map(async ({ clock, ticket }) => {
      const records = { events: events.get(clock.id) ?? [], escalations: escalations.get(clock.id) ?? [] };
      return { clock, ticket, situation: await situationOf(context, { ...clock, agreed: ticket }, records, now) };
    }),
  );
}

async function ring(
  stores: Stores,
  services: AlertServices,
  ringing: Ringing & { readonly escalationId: number },
): Promise<number> {
  const { clock, ticket, step, situation } = ringing;
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: situation.reading.asOf,
    type: "alert-rung",
    actor: "desk",
    data: { clock: clock.id, kind: step.kind, atMinutes: step.atMinutes, dueAt: step.dueAt },
  });
  return await queueAlerts(stores, services, ringing);
}
