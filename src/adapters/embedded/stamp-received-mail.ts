export type Reception = {
  authservId: string;
  /** Who logged in to submit it; null: nobody did. */
  user: string | null;
  sender: string;
  recipient: string;
  receivedAt: Date;
};

type DmarcResult = "pass" | "fail" | "none";

/**
 * What a receiving server adds on top of a mail (RFC 5321 section 4.4, RFC 8601): its trace, and its word on who sent it. Headers that
 * claim to be its own are taken out first (RFC 8601 section 5), or anybody could write them.
 */
export function stampReceivedMail(bytes: Buffer, reception: Reception): Buffer {
  const raw = bytes.toString("latin1");
  const end = headerEnd(raw);
  const fields = splitFields(raw.slice(0, end));
  const kept = fields.filter((field) => !isForged(field, reception.authservId));
  const domain = fromDomain(fields);
  const stamps = [
    `Return-Path: <${reception.sender}>`,
    `Delivered-To: ${reception.recipient}`,
    `Authentication-Results: ${reception.authservId}; dmarc=${judge(reception.user, domain)} header.from=${domain ?? "none"}`,
    `Received: from localhost by ${reception.authservId} with ESMTP; ${reception.receivedAt.toUTCString().replace("GMT", "+0000")}`,
  ];
  return Buffer.from(`${stamps.join("\r\n")}\r\n${kept.join("")}${raw.slice(end)}`, "latin1");
}

function headerEnd(raw: string): number {
  const blank = /^\r?\n|\r?\n(?=\r?\n)/.exec(raw);
  return blank === null ? raw.length : blank.index + (blank.index === 0 ? 0 : blank[0].length);
}

function splitFields(header: string): string[] {
  return header === "" ? [] : header.split(/(?<=\n)(?![ \t])/);
}

function isForged(field: string, authservId: string): boolean {
  const [name = "", value = ""] = splitField(field);
  if (name === "return-path") {
    return true;
  }
  const claimed = /^\s*(?:\([^)]*\)\s*)*"?([^\s;"]+)/.exec(value)?.[1] ?? "";
  return name === "authentication-results" && claimed.toLowerCase() === authservId.toLowerCase();
}

function splitField(field: string): string[] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1).replaceAll(/\r?\n(?=[ \t])/g, "")];
}

function fromDomain(fields: string[]): string | null {
  const values = fields.map(splitField).flatMap(([name, value = ""]) => (name === "from" ? [value] : []));
  // RFC 7489 section 6.6.1: a mail with no author or more than one From has no domain to judge by.
  const [value] = values;
  return values.length === 1 && value !== undefined ? domainOf(value) : null;
}

function domainOf(address: string): string | null {
  const inBrackets = /<([^<>]*)>\s*$/.exec(address.trim())?.[1] ?? address;
  return /@([a-z0-9.-]+)\s*$/i.exec(inBrackets.trim())?.[1]?.toLowerCase() ?? null;
}

// Each mailbox here speaks for its own domain, and for no other: that is the policy that all of them publish.
function judge(user: string | null, domain: string | null): DmarcResult {
  if (user === null || domain === null) {
    return "none";
  }
  return domainOf(user) === domain ? "pass" : "fail";
}
