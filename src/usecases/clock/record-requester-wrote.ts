import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { lockStandingClocks } from "./lock-standing-clocks.ts";
import type { ClockStores } from "./record-clock-event.ts";
import { resumeClocks } from "./resume-clocks.ts";
import { startClock } from "./start-clock.ts";

/**
 * The requester wrote again, as a person and more than thanks: the resolution no longer waits for them. While nothing is
 * unanswered a next response is promised; while something is, the older promise stands.
 */
export async function recordRequesterWrote(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  wrote: { level: string; at: Instant; calendar?: string | null },
): Promise<void> {
  await resumeClocks(stores, context, ticketId, { reason: "requester", at: wrote.at });
  const clocks = await lockStandingClocks(stores, ticketId);
  const isUnanswered = clocks.some(({ kind, metAt }) => kind !== "resolution" && metAt === null);
  if (isUnanswered) return;
  const { level, at, calendar = null } = wrote;
  await startClock(stores, context, "next_response", { ticketId, level, startedAt: at, calendar });
}
