import { readStatus } from "./delivery-status.ts";
import type { BouncedRecipient } from "./mail-understanding.ts";

const MAX_LINES = 400;
const ADDRESS = /[a-z0-9][a-z0-9._%+=&'/!#$*?^`{|}~-]{0,80}@[a-z0-9][a-z0-9.-]{0,200}[a-z0-9]/i;
const BRACKETED = /<([^<>\s@]{1,120}@[^<>\s@]{1,200})>/;
/** What starts the returned mail: nothing below is the report's own word. */
const ORIGINAL = [
  /^[-\s=_*]*(?:this is a copy of|below this line is|original message|returned message|unsent message|included is a copy)/i,
  /^[-\s]*(?:original|returned) (?:mail|message|text)/i,
  /^\s*(?:received|return-path|message-id|mime-version|x-[a-z-]+):\s/i,
];

/**
 * Failed recipients from the words of a report that has no delivery-status part: the addresses above the returned mail,
 * except those of `ours` (who the report was sent to). Status from an enhanced code, else from an SMTP reply code. Where
 * no address stands but names below a line that ends in a colon, they are of the domain that reports.
 */
export function readBounceBody(text: string, ours: ReadonlySet<string>, reporterDomain = ""): BouncedRecipient[] {
  const lines = reportLines(text);
  const found = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const address = addressIn(line) ?? nameIn(lines, index, reporterDomain);
    if (address === null || ours.has(address) || isMachine(address) || found.has(address)) continue;
    found.set(address, lines.slice(index, index + 6).join(" "));
  }
  const whole = lines.join("\n");
  return [...found].slice(0, 20).map(([address, near]) => recipientFrom(address, near, whole));
}

function reportLines(text: string): string[] {
  const lines = text
    .slice(0, 60_000)
    .split("\n", MAX_LINES)
    .map((line) => line.slice(0, 600));
  const end = lines.findIndex((line, index) => index > 0 && ORIGINAL.some((pattern) => pattern.test(line)));
  return end < 0 ? lines : lines.slice(0, end);
}

function addressIn(line: string): string | null {
  if (!line.includes("@")) return null;
  const match = BRACKETED.exec(line)?.[1] ?? ADDRESS.exec(line)?.[0];
  // Whoever a recipient takes no mail from is not the recipient.
  const isSender = match !== undefined && /\bmail from $/i.test(line.slice(0, line.indexOf(match)));
  return isSender ? null : (match?.toLowerCase() ?? null);
}

function nameIn(lines: readonly string[], index: number, domain: string): string | null {
  const name = /^\s+([\w.+-]{1,64})\s*$/.exec(lines[index] ?? "")?.[1];
  const isListed = (lines[index - 1] ?? "").trimEnd().endsWith(":");
  return name === undefined || !isListed || domain === "" ? null : `${name.toLowerCase()}@${domain}`;
}

function isMachine(address: string): boolean {
  return /^(?:mailer-daemon|postmaster|root|abuse|hostmaster)@/.test(address);
}

function recipientFrom(address: string, near: string, whole: string): BouncedRecipient {
  const status = readStatus(near) ?? readStatus(whole) ?? statusFromReply(near) ?? statusFromReply(whole);
  const action = status?.startsWith("4") ? "delayed" : "failed";
  return { address, action, status, diagnostic: near.replace(/\s+/g, " ").trim().slice(0, 500) };
}

/** RFC 3463 section 2: a reply code alone gives only the class. */
function statusFromReply(text: string): string | null {
  const match = /(?:^|[\s:(>#"])([45])\d\d[\s:-]/.exec(text);
  return match === null ? null : `${match[1]}.0.0`;
}
