import type { Desk } from "../desk/desk.ts";
import type { Organisation } from "../desk/organisation.ts";
import type { Instant } from "../time/instant.ts";
import { localDateAt } from "../time/local-date-at.ts";
import { agreedUntil } from "./agreed-until.ts";

/** What the agreement gate can say of a sender. Only `served` starts a clock; an agent may accept the others. */
export const GATE_VERDICTS = ["served", "noOrganisation", "noAgreement", "expired", "notYet"] as const;

export type GateVerdict = (typeof GATE_VERDICTS)[number];

/** Why an organisation that is known is not served. */
export type UnservedVerdict = Exclude<GateVerdict, "served" | "noOrganisation">;

/**
 * Whether the desk owes an answer at `at`: on a desk without organisations to everybody, else to those whose organisation
 * has an agreement that day. `from` and `to` are dates in the desk's zone and both belong to the agreement, which may renew itself.
 */
export function judgeGate(
  desk: Pick<Desk, "organisations" | "desk">,
  organisation: Organisation | null,
  at: Instant,
): GateVerdict {
  if (desk.organisations.length === 0) return "served";
  if (organisation === null) return "noOrganisation";
  const { agreement } = organisation;
  if (agreement === null) return "noAgreement";
  const today = localDateAt(at, desk.desk.zone);
  if (today < agreement.from) return "notYet";
  return today > agreedUntil(agreement, today) ? "expired" : "served";
}
