type DmarcResult = "pass" | "fail" | "none";

/**
 * The word of a receiving server on who sent a mail (RFC 8601), for servers that know who logged in to submit it. Each login here speaks
 * for its own domain and for no other: that is the policy that all of them publish.
 */
export function writeSenderVerdict(authservId: string, user: string | null, fromHeaders: readonly string[]): string {
  // RFC 7489 section 6.6.1: a mail with no author or more than one From has no domain to judge by.
  const [from] = fromHeaders;
  const domain = fromHeaders.length === 1 && from !== undefined ? domainOf(from) : null;
  return `${authservId}; dmarc=${judge(user, domain)} header.from=${domain ?? "none"}`;
}

/** Whether an Authentication-Results header claims to come from this server; such a one in incoming mail is forged. */
export function claimsToBe(authservId: string, authenticationResults: string): boolean {
  const claimed = /^\s*(?:\([^)]*\)\s*)*"?([^\s;"]+)/.exec(authenticationResults.replaceAll(/\r?\n(?=[ \t])/g, ""));
  return claimed?.[1]?.toLowerCase() === authservId.toLowerCase();
}

function domainOf(address: string): string | null {
  const value = address.replaceAll(/\r?\n(?=[ \t])/g, "").trim();
  const inBrackets = /<([^<>]*)>$/.exec(value)?.[1] ?? value;
  return /@([a-z0-9.-]+)$/i.exec(inBrackets.trim())?.[1]?.toLowerCase() ?? null;
}

function judge(user: string | null, domain: string | null): DmarcResult {
  if (user === null || domain === null) {
    return "none";
  }
  return domainOf(user) === domain ? "pass" : "fail";
}
