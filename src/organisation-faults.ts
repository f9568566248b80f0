import { storedOrganisationFaults } from "./desk/stored-organisation-faults.ts";
import type { Organisation } from "./domain/desk/organisation.ts";
import type { Settings } from "./settings.ts";

/** What of these stored organisations fits the desk file no more, one line each. */
export function organisationFaults({ desk }: Pick<Settings, "desk">, stored: readonly Organisation[]): string[] {
  return storedOrganisationFaults(desk, stored);
}
