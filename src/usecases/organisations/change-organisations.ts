import type { AuditActor } from "../../domain/audit/audit-event.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** What somebody wrote, checked against the desk and what is stored: all of it right, or every fault. */
export type Judged<Fault> =
  | { readonly ok: true; readonly organisations: readonly Organisation[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export interface OrganisationsChange<Fault> {
  judge(stored: readonly Organisation[]): Judged<Fault>;
  /** As the organisation's own record names who changed it. */
  readonly actor: string;
  /** The same, as the audit trail does. */
  readonly by: AuditActor;
  /** True: only says what would be done. */
  readonly isDryRun: boolean;
}

export type ChangedOrganisations<Fault> =
  | {
      readonly ok: true;
      readonly created: readonly string[];
      readonly changed: readonly string[];
      readonly same: number;
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Stores organisations as they were written, all of them or none, in the caller's transaction, in which nobody else changes any. What is stored so
 * already stays as it is, with nothing on record: to do it again does nothing.
 */
export async function changeOrganisations<Fault>(
  stores: Pick<Stores, "organisations" | "audit" | "now">,
  { judge, actor, by, isDryRun }: OrganisationsChange<Fault>,
): Promise<ChangedOrganisations<Fault>> {
  // Before the look at what there is: nobody takes a domain meanwhile.
  const version = isDryRun ? 0 : await stores.organisations.beginChange();
  const stored = (await stores.organisations.list()).map(({ organisation }) => organisation);
  const judged = judge(stored);
  if (!judged.ok) return judged;
  const before = new Map(stored.map((organisation) => [organisation.id, JSON.stringify(sorted(organisation))]));
  const isSame = (one: Organisation) => before.get(one.id) === JSON.stringify(sorted(one));
  const differing = judged.organisations.filter((one) => !isSame(one));
  const at = await stores.now();
  for (const one of isDryRun ? [] : differing) {
    await stores.organisations.put(one, { version, at, actor });
    const action = before.has(one.id) ? "organisation.changed" : "organisation.created";
    stores.audit.record({ actor: by, action, subject: { kind: "organisation", id: one.id }, detail: { version } });
  }
  const idsOf = (isKnown: boolean) => differing.map(({ id }) => id).filter((id) => before.has(id) === isKnown);
  return {
    ok: true,
    created: idsOf(false),
    changed: idsOf(true),
    same: judged.organisations.length - differing.length,
  };
}

// The database keeps the keys of a document in an order of its own.
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, part]) => [key, sorted(part)]);
}
