import { ROUND_THE_CLOCK } from "../clock-desk.ts";

/** So long after a mail came in its answer is due, and two people are told that it is missing. */
export const TARGET_MINUTES = 1;
/** Who is told of a breach. */
export const ALERTED = 2;

const level = (name: string, calendar: string) =>
  `{ name: { da: "${name}", en: "${name}" }, definition: { da: "-", en: "-" }, calendar: ${calendar}, firstResponse: ${TARGET_MINUTES}m }`;

/** A desk of two mailboxes whose clocks run day and night and whose answers are due within a minute. `backups`: their folder. */
export function fleetDesk(backups: string): string {
  const levels = ["A", "B", "C", "D"].map((name) => `  ${name}: ${level(name, "office")}\n`).join("");
  return `
desk:
  name: Fleet
  address: support@desk.example
  opsAddress: ops@desk.example
  undoSeconds: 0
  alerts: { mailsAMinute: 1000000 }
  limits: { unauthenticatedAcknowledgementsAnHour: 1000000, unauthenticatedAcknowledgementsADay: 1000000, domainAcknowledgementsADay: 1000000, totalAcknowledgementsAnHour: 1000000 }
mailboxes:
  - { name: support, imap: "\${IMAP_SUPPORT}", smtp: "\${SMTP}", trustedAuthServers: [mx.desk.example] }
  - { name: faults, imap: "\${IMAP_FAULTS}", smtp: "\${SMTP}", trustedAuthServers: [mx.desk.example] }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead] }
teams:
  support: { members: [one], lead: one, default: true }
${ROUND_THE_CLOCK}
levels:
${levels}defaultLevel: C
ladder: [{ at: 0h, to: [lead, ops] }]
backup: { directory: ${JSON.stringify(backups)}, drill: false }
`;
}
