import type { Instant } from "../time/instant.ts";
import type { ClockEvent } from "./clock-event.ts";

/** The events known at `asOf`, by instant, equal instants in order of arrival. */
export function knownEvents(events: readonly ClockEvent[], asOf: Instant): readonly ClockEvent[] {
  return isPlain(events, asOf) ? events : sortedUntil(events, asOf);
}

/**
 * The known events without the answers revoked by `asOf`: the clock is computed as if an answer that bounced had never
 * been. So what is read may change backwards when a bounce is proved.
 */
export function standingEvents(events: readonly ClockEvent[], asOf: Instant): readonly ClockEvent[] {
  const known = knownEvents(events, asOf);
  const revoked = new Set(known.flatMap((event) => (event.type === "revoke" ? [event.answer] : [])));
  return revoked.size === 0 ? known : known.filter((event) => event.type !== "met" || !revoked.has(event.answer));
}

// Nearly always: stored events come in order, none from the future.
function isPlain(events: readonly ClockEvent[], asOf: Instant): boolean {
  return events.every(
    (event, index) => event.at <= asOf && (index === 0 || event.at >= (events[index - 1] as ClockEvent).at),
  );
}

function sortedUntil(events: readonly ClockEvent[], asOf: Instant): readonly ClockEvent[] {
  return events.filter(({ at }) => at <= asOf).sort((one, other) => one.at - other.at);
}
