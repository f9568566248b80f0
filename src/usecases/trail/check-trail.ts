import { type AuditHead, faultOf, NO_EVENTS, type Sha256 } from "../../domain/audit/audit-chain.ts";
import type { AuditEvent } from "../../domain/audit/audit-event.ts";
import type { AuditTrail } from "../ports/audit-trail.ts";

const PAGE = 1_000;

export interface CheckedTrail {
  readonly count: number;
  readonly last: AuditHead;
  /** A sentence for each break, in the order of the trail. After one it is looked at from there on, so that each is named. */
  readonly faults: readonly string[];
}

/**
 * Follows the chain after `from` to its end, and compares that with the row that counts it. Hashes of the events that `wanted` names go into
 * `hashes`.
 */
export async function checkTrail(
  trail: Pick<AuditTrail, "listAfter" | "readHead">,
  sha256: Sha256,
  { from = NO_EVENTS, wanted = new Set(), hashes = new Map() }: CheckOptions = {},
): Promise<CheckedTrail> {
  // The head first: what is appended meanwhile lies behind it.
  const head = await trail.readHead();
  const faults: string[] = [];
  let last = from;
  let count = 0;
  for await (const event of eventsAfter(trail, from.id)) {
    const fault = faultOf(last, event, sha256);
    if (fault !== null) faults.push(fault);
    if (event.id === head.id && event.hash !== head.hash) {
      faults.push(`audit event ${event.id} is not the one that audit_head names`);
    }
    if (wanted.has(event.id)) hashes.set(event.id, event.hash);
    last = { id: event.id, hash: event.hash };
    count += 1;
  }
  if (last.id < head.id)
    faults.push(`${eventsFrom(last.id + 1, head.id)} missing at the end: audit_head counts ${head.id}`);
  return { count, last, faults };
}

async function* eventsAfter(trail: Pick<AuditTrail, "listAfter">, id: number): AsyncGenerator<AuditEvent> {
  for (let afterId = id; ; ) {
    const events = await trail.listAfter(afterId, PAGE);
    yield* events;
    const last = events.at(-1);
    if (last === undefined || events.length < PAGE) return;
    afterId = last.id;
  }
}

interface CheckOptions {
  readonly from?: AuditHead;
  readonly wanted?: ReadonlySet<number>;
  readonly hashes?: Map<number, string>;
}

function eventsFrom(first: number, last: number): string {
  return first === last ? `audit event ${first} is` : `audit events ${first} to ${last} are`;
}
