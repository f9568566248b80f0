import type { BouncedRecipient } from "./mail-understanding.ts";
import { reportStatus } from "./report-status.ts";

/** What the words of a report are read with. */
export type ReportContext = {
  /** Who the report was sent to, lower-cased: never the ones that failed. */
  ours: ReadonlySet<string>;
  /** Of the server that reports; "" where it is not known. */
  reporterDomain: string;
};

/** Recipients read from what a report says outside its delivery-status part; more are dropped. */
export const MAX_RECIPIENTS = 20;

const MAX_LINES = 400;
const MAX_ADDRESSES = 10;
const ADDRESS = /[a-z0-9][a-z0-9._%+=&'/!#$*?^`{|}~-]{0,80}@[a-z0-9][a-z0-9.-]{0,200}[a-z0-9]/gi;
const BRACKETED = /<([^<>\s@]{1,120}@[^<>\s@]{1,200})>/g;
const SENDER = /(?:^|\b(?:mail|messages?|e-?mail|sent|received) )\s{0,20}from:? {0,3}$/i;
/** What starts the returned mail: nothing below is the report's own word. */
const ORIGINAL = [
  /^[-\s=_*]*(?:this is a copy of|below this line is|original message|returned message|unsent message|included is a copy)/i,
  /^[-\s]*(?:original|returned) (?:mail|message|text)/i,
  /^\s*(?:message headers follow|your message reads)/i,
  /^\s*(?:received|return-path|message-id|mime-version|dkim-signature|x-[a-z-]+):\s?/i,
];

/**
 * Failed recipients from the words of a report that has no delivery-status part: the addresses above the returned mail.
 * Where no address stands but names below a line that ends in a colon, they are of the domain that reports; where not
 * even those stand, it is who the returned mail was to.
 */
export function readBounceBody(text: string, context: ReportContext): BouncedRecipient[] {
  const lines = text
    .slice(0, 60_000)
    .split("\n", MAX_LINES)
    .map((line) => line.slice(0, 600));
  const report = lines.slice(0, reportEnd(lines));
  const whole = report.join("\n");
  const found = new Map<string, string>();
  for (const [index, line] of report.entries()) {
    const address = failedIn(line, context) ?? nameIn(report, index, context.reporterDomain);
    if (address !== null && !found.has(address)) found.set(address, report.slice(index, index + 6).join(" "));
  }
  const returned = found.size > 0 ? null : returnedTo(lines.slice(report.length), context);
  if (returned !== null) found.set(returned, whole);
  return [...found].slice(0, MAX_RECIPIENTS).map(([address, near]) => recipientFrom(address, near, whole));
}

function reportEnd(lines: readonly string[]): number {
  const end = lines.findIndex((line, index) => index > 0 && ORIGINAL.some((pattern) => pattern.test(line)));
  return end < 0 ? lines.length : end;
}

function failedIn(line: string, { ours }: ReportContext): string | null {
  if (!line.includes("@")) return null;
  const bracketed = [...line.matchAll(BRACKETED)].slice(0, MAX_ADDRESSES);
  const all = bracketed.length > 0 ? bracketed : [...line.matchAll(ADDRESS)].slice(0, MAX_ADDRESSES);
  // Who the mail came from is not whom it failed for.
  const others = all.filter((match) => !SENDER.test(line.slice(0, match.index)));
  const addresses = others.map((match) => (match[1] ?? match[0]).toLowerCase().replace(/^mailto:/, ""));
  return addresses.find((address) => !ours.has(address) && !isMachine(address)) ?? null;
}

function nameIn(lines: readonly string[], index: number, domain: string): string | null {
  const name = /^\s+([\w.+-]{1,64})\s*$/.exec(lines[index] ?? "")?.[1];
  const isListed = (lines[index - 1] ?? "").trimEnd().endsWith(":");
  return name === undefined || !isListed || domain === "" ? null : `${name.toLowerCase()}@${domain}`;
}

function returnedTo(lines: readonly string[], context: ReportContext): string | null {
  const line = lines.find((one) => /^[ \t>|]{0,20}to:/i.test(one));
  return line === undefined ? null : failedIn(line, context);
}

function isMachine(address: string): boolean {
  return /^(?:mailer-daemon|postmaster|root|abuse|hostmaster)@/.test(address);
}

function recipientFrom(address: string, near: string, whole: string): BouncedRecipient {
  const status = reportStatus(near, whole);
  const action = status.startsWith("4") ? "delayed" : "failed";
  return { address, action, status, diagnostic: near.replace(/\s+/g, " ").trim().slice(0, 500) };
}
