import type { Desk } from "../../domain/desk/desk.ts";
import { resolveRecipients } from "../../domain/desk/resolve-recipients.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import { clockContextInForce } from "../organisations/desk-in-force.ts";
import type { ClockKind, StoredClock } from "../ports/clock-store.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ClockContext } from "./clock-context.ts";
import { explainSituation } from "./explain-clocks.ts";
import { type ClockSituation, situationOf } from "./read-clock.ts";

/** The step of a ladder that a clock comes to next, if nothing happens. */
export interface NextStep {
  readonly at: Instant;
  /** Working minutes from the target, negative before it. */
  readonly atMinutes: number;
  readonly ref: string;
  readonly subject: string;
  readonly level: string;
  readonly kind: ClockKind;
  /** Somebody acknowledged: it rings when the hold ends, not before. */
  readonly isHeld: boolean;
  /** By name where they are agents of the desk; `standsInFor`: of whom they are the deputy that day. */
  readonly told: readonly { readonly name: string; readonly standsInFor: string | null }[];
}

/** The next step of each of the clocks that are due first, the earliest first: at most `limit` that breached, and as many that run. */
export async function listNextSteps(
  stores: Pick<Stores, "clocks" | "tickets" | "organisations" | "now">,
  ofFile: ClockContext,
  limit: number,
): Promise<NextStep[]> {
  const [now, context, breached, running] = await Promise.all([
    stores.now(),
    clockContextInForce(stores, ofFile),
    stores.clocks.listBreached(limit),
    stores.clocks.listBreachingNext(limit),
  ]);
  const clocks = [...breached, ...running];
  const ids = clocks.map(({ id }) => id);
  const [found, events, escalations] = await Promise.all([
    stores.tickets.findMany([...new Set(clocks.map(({ ticketId }) => ticketId))]),
    stores.clocks.listEventsOf(ids),
    stores.clocks.listEscalationsOf(ids),
  ]);
  const tickets = new Map(found.map((ticket) => [ticket.id, ticket]));
  const steps: NextStep[] = [];
  for (const clock of clocks) {
    const ticket = tickets.get(clock.ticketId);
    if (ticket === undefined) continue;
    const records = { events: events.get(clock.id) ?? [], escalations: escalations.get(clock.id) ?? [] };
    const situation = await situationOf(context, { ...clock, agreed: ticket }, records, now);
    const step = nextOf(context.desk, clock, ticket, situation);
    if (step !== null) steps.push(step);
  }
  return steps.sort((one, other) => one.at - other.at);
}

function nextOf(desk: Desk, clock: StoredClock, ticket: Ticket, situation: ClockSituation): NextStep | null {
  const coming = explainSituation(clock, situation)
    .steps.filter(({ rangAt }) => rangAt === null)
    .sort((one, other) => one.at - other.at)[0];
  if (coming === undefined) return null;
  const { ladderHeldUntil: held } = clock;
  return {
    at: coming.at,
    atMinutes: coming.atMinutes,
    ref: ticket.ref,
    subject: ticket.subject,
    level: clock.level,
    kind: clock.kind,
    isHeld: held !== null && held > coming.at,
    told: toldOf(desk, ticket, situation, coming),
  };
}

function toldOf(
  desk: Desk,
  ticket: Ticket,
  { ladder }: ClockSituation,
  { at, atMinutes }: { at: Instant; atMinutes: number },
): NextStep["told"] {
  const to = ladder.find((step) => step.atMinutes === atMinutes)?.to ?? [];
  const asked = { ...ticket, requesterAddress: ticket.requester.address, day: localDateAt(at, desk.desk.zone) };
  const nameOf = (key: string) => desk.agents[key]?.name ?? key;
  const people = resolveRecipients(desk, asked, to).map(({ address, agent, standsInFor }) => ({
    name: agent === null ? address : nameOf(agent),
    standsInFor: standsInFor === null ? null : nameOf(standsInFor),
  }));
  const webhooks = to.flatMap((one) => (one.kind === "webhook" ? [{ name: one.name, standsInFor: null }] : []));
  return [...people, ...webhooks];
}
