import type { Bells } from "../ports/bells.ts";
import type { Stores, UnitOfWork } from "../ports/unit-of-work.ts";
import { fireLocked } from "./fire-locked.ts";
import type { AlertServices } from "./queue-alerts.ts";

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
  return { kind: "fired", ...(await fireLocked(stores, services, [{ clock, ticket }])) };
}

async function whyNot(stores: Stores, clockId: number, version: number): Promise<FireResult> {
  const clock = await stores.clocks.find(clockId);
  const now = await stores.now();
  if (clock === null || clock.version !== version || clock.nextWakeAt === null || clock.nextWakeAt < now) {
    return { kind: "stale" };
  }
  return { kind: "early", againInMs: clock.nextWakeAt - now };
}
