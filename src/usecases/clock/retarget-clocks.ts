import type { AgreedTicket } from "../../domain/agreement/agreement-of.ts";
import { levelFor } from "../../domain/agreement/level-for.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { CLOCK_KINDS, type StoredClock } from "../ports/clock-store.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";
import { NOBODY, startClock } from "./start-clock.ts";
import { targetOfLevel } from "./target-of-level.ts";

export interface LevelChange {
  readonly level: string;
  readonly at: Instant;
  /** By whose agreement the ticket is served; absent: by none. */
  readonly agreed?: AgreedTicket;
}

/**
 * The level of a ticket changed: each clock gets the new level's target and keeps what was spent; another calendar counts
 * from that instant on. A promise that the new level does not make is cancelled; a resolution it makes anew starts at
 * the change, never in the past, and is met there where the ticket has ended.
 */
export async function retargetClocks(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  change: LevelChange,
): Promise<void> {
  const { level, at, agreed = NOBODY } = change;
  const terms = levelFor(context.desk, agreed, level);
  const record = (kind: StoredClock["kind"], event: Parameters<typeof recordClockEvents>[4], only = isOpen) =>
    recordClockEvents(stores, context, ticketId, [kind], event, only);
  for (const kind of CLOCK_KINDS) {
    const targetMinutes = terms === undefined ? null : targetOfLevel(terms, kind);
    if (terms === undefined || targetMinutes === null) {
      await record(kind, { type: "cancel", at, data: {} });
      continue;
    }
    await record(kind, { type: "retarget", at, data: { targetMinutes, level } });
    const { calendar } = terms;
    const data = { calendar, deskVersionId: context.deskVersionId };
    await record(kind, { type: "calendar", at, data }, (clock) => isOpen(clock) && clock.calendar !== calendar);
  }
  const clocks = await lockStandingClocks(stores, ticketId);
  if (clocks.length === 0 || clocks.some(({ kind }) => kind === "resolution")) return;
  await startClock(stores, context, "resolution", { ticketId, level, startedAt: at, agreed });
  const ticket = await stores.tickets.find(ticketId);
  if (ticket?.state !== "resolved" && ticket?.state !== "closed") return;
  const met = { type: "met", at, data: { answer: `resolved:${at}` } } as const;
  await recordClockEvents(stores, context, ticketId, ["resolution"], met);
}

function isOpen({ metAt }: StoredClock): boolean {
  return metAt === null;
}
