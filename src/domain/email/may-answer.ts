import { hasEmptyReturnPath } from "./bounce-signs.ts";
import { hasHeader, headerValue } from "./header-field.ts";
import type { MailFacts } from "./mail-facts.ts";
import type { Authenticity, MailKind, MayAnswer, Sender } from "./mail-understanding.ts";

/**
 * May this mail be answered automatically? Only a person's mail from one certain address, and only where nothing asks
 * for silence (RFC 3834 section 2). DMARC `fail` forbids it, `none` does not. Limits of number are decided elsewhere.
 */
export function mayAnswerAutomatically(
  facts: MailFacts,
  kind: MailKind,
  sender: Sender,
  authenticity: Authenticity,
): MayAnswer {
  const why: string[] = [];
  if (kind !== "person") why.push(`the mail is of kind ${kind}`);
  if (sender.status === "unusable") why.push("the sender is not certain");
  if (hasEmptyReturnPath(facts)) why.push("empty return path");
  if (authenticity.dmarc === "fail") why.push("DMARC says the sender is forged");
  const precedence = headerValue(facts.headers, "precedence").toLowerCase();
  if (["list", "bulk", "junk"].includes(precedence)) why.push(`precedence ${precedence}`);
  const suppress = headerValue(facts.headers, "x-auto-response-suppress").toLowerCase();
  if (suppress !== "" && suppress !== "none") why.push("asks for no automatic answers");
  for (const key of ["list-id", "list-post", "list-unsubscribe", "x-loop"])
    if (hasHeader(facts.headers, key)) why.push(`has ${key}`);
  return { mayAnswer: why.length === 0, why };
}
