import { withOrganisations } from "../../domain/agreement/with-organisations.ts";
import type { Desk } from "../../domain/desk/desk.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import type { ClockContext } from "../clock/clock-context.ts";
import type { FilingContext } from "../filing/filing-context.ts";
import type { Stores } from "../ports/unit-of-work.ts";

type Reads = Pick<Stores, "organisations">;

// By the lists themselves: a store gives the same one for as long as nothing changed.
const made = new WeakMap<Desk, { readonly stored: readonly Organisation[]; readonly desk: Desk }>();

/**
 * The desk of desk.yaml with the organisations that are stored now. Asked once at the beginning of each transaction that needs to know, so that what
 * was imported or changed a moment ago counts from the next one on, in every process.
 */
export async function deskInForce({ organisations }: Reads, desk: Desk): Promise<Desk> {
  const stored = await organisations.listCurrent();
  if (stored.length === 0) return desk;
  const known = made.get(desk);
  if (known?.stored === stored) return known.desk;
  const merged = withOrganisations(desk, stored);
  made.set(desk, { stored, desk: merged });
  return merged;
}

/** What clocks are computed with, over the desk in force. */
export async function clockContextInForce(stores: Reads, context: ClockContext): Promise<ClockContext> {
  const desk = await deskInForce(stores, context.desk);
  return desk === context.desk ? context : { ...context, desk };
}

/** What filing needs, over the desk in force. */
export async function filingContextInForce(stores: Reads, context: FilingContext): Promise<FilingContext> {
  const desk = await deskInForce(stores, context.desk);
  return desk === context.desk
    ? context
    : { ...context, desk, clock: await clockContextInForce(stores, context.clock) };
}
