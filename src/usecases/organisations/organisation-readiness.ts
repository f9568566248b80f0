import type { Organisation } from "../../domain/desk/organisation.ts";
import type { ReadinessCheck } from "../ports/readiness.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { fine } from "../readiness-result.ts";

/**
 * Warns of stored organisations that fit the desk file no more, without being red: they are served as far as that can be (`withOrganisations`).
 * `faultsOf` gives one line a fault.
 */
export function organisationReadiness(
  { organisations }: Pick<Stores, "organisations">,
  faultsOf: (stored: readonly Organisation[]) => readonly string[],
): ReadinessCheck {
  return {
    name: "organisations",
    async look() {
      const faults = faultsOf(await organisations.listCurrent());
      const [first] = faults;
      if (first === undefined) return [];
      const more = faults.length === 1 ? "" : ` There are ${faults.length - 1} more faults.`;
      return [
        fine(
          "organisations",
          {
            en: `A stored organisation does not fit desk.yaml: ${first}.${more}`,
            da: `${faults.length === 1 ? "En gemt organisation" : `${faults.length} ting ved gemte organisationer`} passer ikke til desk.yaml.`,
          },
          {
            en: "svartid check lists them all; correct desk.yaml, or import the organisation anew.",
            da: "svartid check viser dem alle; ret desk.yaml, eller importér organisationen igen.",
          },
        ),
      ];
    },
  };
}
