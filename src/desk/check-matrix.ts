import { PARTIES } from "../domain/desk/rasci.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkReference } from "./known.ts";

type ActivityFile = DeskFile["activities"][string];

/**
 * Exactly one party is accountable for each activity (product.md, RASCI), no letter stands twice in a cell, and whom an activity names is on the
 * desk and has a part in it.
 */
export function checkMatrix(file: DeskFile): Finding[] {
  const rows = Object.entries(file.activities);
  return [
    ...checkLetters(rows),
    ...rows.flatMap(([id, activity]) => checkNamed(file, activity, ["activities", id])),
    ...Object.entries(file.levels).flatMap(([id, { activity }]) =>
      checkReference("activity", activity, Object.keys(file.activities), ["levels", id, "activity"]),
    ),
  ];
}

function checkNamed(file: DeskFile, activity: ActivityFile, path: DeskPath): Finding[] {
  const { team, accountable, inform, customer, vendor } = activity;
  const isVendors = vendor.includes("A");
  return [
    ...checkReference("team", team, Object.keys(file.teams ?? { support: null }), [...path, "team"]),
    ...checkReference("agent", accountable, Object.keys(file.agents ?? {}), [...path, "accountable"]),
    ...(accountable !== undefined && !isVendors ? [{ path: [...path, "accountable"], message: NOT_VENDORS }] : []),
    ...(inform === "contacts" && !/[ACI]/.test(customer) ? [{ path: [...path, "inform"], message: NOT_TOLD }] : []),
  ];
}

const NOT_VENDORS = "the vendor is not accountable for this activity; leave this out, or give vendor the letter A";
const NOT_TOLD =
  "the customer has no part that is told of this activity; give customer the letter I, or leave this out";

function checkLetters(rows: readonly [string, ActivityFile][]): Finding[] {
  return rows.flatMap(([id, activity]) => {
    const path = ["activities", id];
    const cells = PARTIES.map((party) => ({ party, letters: activity[party].split("/") }));
    const doubled = cells
      .filter(({ letters }) => new Set(letters).size < letters.length)
      .map(({ party }) => ({ path: [...path, party], message: "a letter stands twice in this cell; write it once" }));
    const accountable = cells.filter(({ letters }) => letters.includes("A")).map(({ party }) => party);
    if (accountable.length === 1) return doubled;
    const message =
      accountable.length === 0
        ? "nobody is accountable; give exactly one of customer and vendor the letter A"
        : `both ${accountable.join(" and ")} are accountable; leave the letter A with exactly one of them`;
    return [...doubled, { path, message }];
  });
}
