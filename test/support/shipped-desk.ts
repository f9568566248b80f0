import { readFileSync } from "node:fs";
import { parseDesk } from "../../src/desk/parse-desk.ts";
import type { Desk } from "../../src/domain/desk/desk.ts";
import { SUPPORT_MAILBOX } from "./test-desk.ts";

const SHIPPED = readFileSync(new URL("../../config/desk.yaml", import.meta.url), "utf8");

/**
 * The shipped desk as an operations person completes it: north is hosted by the vendor, south hosts itself, west's agreement has run out, and `two`
 * manages their accounts. `rules` (YAML) stand in the place of the example's empty list.
 */
export function shippedDesk(rules: string): Desk {
  const organisation = (id: string, hosting: string, to: string) =>
    `  - { id: ${id}, name: ${id}, domains: [${id}.example], contacts: [it@${id}.example], hosting: ${hosting}, agreement: { from: 2026-01-01, to: ${to} }, accountManager: two }`;
  const text = SHIPPED.replace(/^rules: \[\]$/m, `rules:\n${rules}`)
    .replace(
      /^( {2}one: \{ name: Agent One.*)$/m,
      "$1\n  two: { name: Agent Two, addresses: [two@desk.example], roles: [accountManager] }",
    )
    .replace(/^ {2}undoSeconds: 20 /m, "  undoSeconds: 0  ");
  const organisations = [
    organisation("north", "vendor", "2027-12-31"),
    organisation("south", "customer", "2027-12-31"),
    organisation("west", "vendor", "2026-06-30"),
  ].join("\n");
  const parsed = parseDesk(`${text}${SUPPORT_MAILBOX}organisations:\n${organisations}\n`, {}, SHIPPED);
  if (!parsed.ok) throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.message}`).join("\n"));
  return parsed.desk;
}
