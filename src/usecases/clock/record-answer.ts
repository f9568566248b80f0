import type { Instant } from "../../domain/time/instant.ts";
import type { ClockContext } from "./clock-context.ts";
import { type ClockStores, recordClockEvents } from "./record-clock-event.ts";

/**
 * An agent's reply was accepted by SMTP for the requester, or an agent reached the requester by telephone: first and next
 * response are met. `answer` names it (`outbox:12`), so that a bounce can revoke it. Recorded on clocks already met too:
 * should the first answer bounce, this one counts. Once: a second time with the same name changes nothing.
 */
export function recordAnswer(
  stores: ClockStores,
  context: ClockContext,
  ticketId: number,
  { answer, at }: { answer: string; at: Instant },
): Promise<number> {
  return recordClockEvents(stores, context, ticketId, ["first_response", "next_response"], {
    type: "met",
    at,
    data: { answer },
  });
}
