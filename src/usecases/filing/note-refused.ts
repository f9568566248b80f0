import type { Instant } from "../../domain/time/instant.ts";
import type { Log } from "../ports/log.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { QueueMailResult } from "../queue-mail.ts";

/** To whom of its own people the desk had something to say (an agent by key, or `ops`), and on which ticket; null: on none. */
export interface UntoldAgent {
  readonly ticketId: number | null;
  readonly agent: string;
  readonly at: Instant;
}

/**
 * Where the outbox refused a mail to an agent or to operations (an address in desk.yaml that nothing can be sent to), nobody is told by it: the log
 * says so and why, and so does the ticket's history, where whoever looks for the answer looks first.
 */
export async function noteRefused(
  stores: Stores,
  { log }: { readonly log: Log },
  result: QueueMailResult,
  { ticketId, agent, at }: UntoldAgent,
): Promise<void> {
  if (result.kind === "queued") return;
  const { why } = result;
  stores.afterCommit(() => log.error({ ticketId, agent, why }, "a mail to an agent was refused"));
  if (ticketId === null) return;
  await stores.tickets.appendEvent({ ticketId, at, type: "agent-not-told", actor: "desk", data: { agent, why } });
}
