import { PARTIES } from "../domain/desk/rasci.ts";
import type { Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";

/** Exactly one party is accountable for each activity (product.md, RASCI), and no letter stands twice in a cell. */
export function checkMatrix(file: DeskFile): Finding[] {
  return Object.entries(file.activities).flatMap(([id, activity]) => {
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
