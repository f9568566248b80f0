import type { Activity } from "../desk/desk.ts";
import { PARTIES, type Party } from "../desk/rasci.ts";

/**
 * The party that is accountable for an activity (product.md, RASCI); the vendor, whose desk this is, while no activity is
 * decided.
 */
export function responsibleFor(activity: Activity | null): Party {
  return PARTIES.find((party) => activity?.[party].includes("A")) ?? "vendor";
}
