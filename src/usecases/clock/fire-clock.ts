import type { DueStep } from "../../domain/sla/plan-ladder.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { Bells } from "../ports/bells.ts";
import type { StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { projectClock } from "./project-clock.ts";
import { type AlertServices, queueAlerts } from "./queue-alerts.ts";
import { type ClockSituation, readClock } from "./read-clock.ts";

export interface FireDeps extends AlertServices {
  readonly unitOfWork: UnitOfWork;
  readonly bells: Bells;
}

/**
 * `fired`: what was due has rung. `early`: nothing is due yet, look again in so many milliseconds. `stale`: the clock was
 * changed, met, or fired by another since this wake-up was set.
 */
export type FireResult =
  | { readonly kind: "fired"; readonly steps: number; readonly mails: number }
  | { readonly kind: "early"; readonly againInMs: number }
  | { readonly kind: "stale" };

/**
 * Fires one clock: the breach, every step of the ladder that is due, their alerts, and the next wake-up, all in one
 * transaction behind the condition of `lockDue`. So it may be called early, late, twice, with a stale version, or by two
 * workers at once: each step rings once. After downtime everything due rings in order, each with its true instant.
 */
export async function fireClock(deps: FireDeps, wakeUp: { clockId: number; version: number }): Promise<FireResult> {
  const result = await deps.unitOfWork.transaction((stores) => fire(stores, deps, wakeUp));
  if (result.kind === "fired" && result.mails > 0) deps.bells.ring("send");
  return result;
}

async function fire(
  stores: Stores,
  services: AlertServices,
  { clockId, version }: { clockId: number; version: number },
): Promise<FireResult> {
  const seen = await stores.clocks.find(clockId);
  if (seen === null || seen.version !== version) return { kind: "stale" };
  // The ticket first, then its clocks: the order of every transaction that changes both.
  const ticket = await stores.tickets.lock(seen.ticketId);
  const clock = ticket && (await stores.clocks.lockDue(clockId, version));
  if (ticket === null || clock === null) return whyNot(stores, clockId, version);
  const now = await stores.now();
  const situation = await readClock(stores.clocks, services.context, clock, now);
  let mails = 0;
  for (const step of situation.plan.due) mails += await ring(stores, services, { clock, ticket, situation, step, now });
  await projectClock(stores, clock, situation, {
    nextWakeAt: situation.plan.nextAt,
    ladderHeldUntil: clock.ladderHeldUntil,
  });
  return { kind: "fired", steps: situation.plan.due.length, mails };
}

async function ring(
  stores: Stores,
  services: AlertServices,
  {
    clock,
    ticket,
    situation,
    step,
    now,
  }: { clock: StoredClock; ticket: Ticket; situation: ClockSituation; step: DueStep; now: Instant },
): Promise<number> {
  const { generation } = situation.history;
  const escalationId = await stores.clocks.recordEscalation({
    clockId: clock.id,
    generation,
    step: step.atMinutes,
    kind: step.kind,
    dueAt: step.dueAt,
    firedAt: now,
  });
  if (escalationId === null) return 0;
  await stores.tickets.appendEvent({
    ticketId: ticket.id,
    at: now,
    type: "alert-rung",
    actor: "desk",
    data: { clock: clock.id, kind: step.kind, atMinutes: step.atMinutes, dueAt: step.dueAt },
  });
  return queueAlerts(stores, services, { step, escalationId, clock, situation, ticket });
}

async function whyNot(stores: Stores, clockId: number, version: number): Promise<FireResult> {
  const clock = await stores.clocks.find(clockId);
  const now = await stores.now();
  if (clock === null || clock.version !== version || clock.nextWakeAt === null || clock.nextWakeAt < now) {
    return { kind: "stale" };
  }
  return { kind: "early", againInMs: clock.nextWakeAt - now };
}
