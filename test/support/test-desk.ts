import { readFileSync } from "node:fs";
import { parseDesk } from "../../src/desk/parse-desk.ts";
import type { Desk } from "../../src/domain/desk/desk.ts";

const SHIPPED = new URL("../../config/desk.yaml", import.meta.url);

/** The desk file of the tests; what it leaves out is as shipped. */
export const TEST_DESK = `
desk: { name: Test Support, address: support@desk.example, languages: [da, en], zone: Europe/Copenhagen, undoSeconds: 0, opsAddress: ops@desk.example }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] }
  two: { name: Agent Two, addresses: [two@desk.example], roles: [agent] }
teams:
  support: { members: [one, two], lead: one, default: true }
`;

/** A mailbox that nothing is read from: the mails of such a desk are put before its filing by the test. */
export const SUPPORT_MAILBOX = `
mailboxes:
  - { name: support, imap: "imap://u:p@127.0.0.1:1/INBOX", smtp: "smtp://u:p@127.0.0.1:1", trustedAuthServers: [mx.desk.example] }
`;

/** One more, to stand after `SUPPORT_MAILBOX`. */
export const SALES_MAILBOX = `  - { name: sales, imap: "imap://u:p@127.0.0.1:2/INBOX", smtp: "smtp://u:p@127.0.0.1:2", trustedAuthServers: [mx.desk.example] }
`;

/** The shipped agreement with two agents and a team; `more` adds further top-level keys in YAML, or has them in the place of these. */
export function testDesk(more = ""): Desk {
  const own = TEST_DESK.split(/^(?=\w+:)/m).filter((section) => !more.includes(`\n${section.split(":")[0]}:`));
  const parsed = parseDesk(own.join("") + more, {}, readFileSync(SHIPPED, "utf8"));
  if (!parsed.ok) throw new Error(parsed.faults.map((fault) => `${fault.path}: ${fault.message}`).join("\n"));
  return parsed.desk;
}
