import { simpleParser } from "mailparser";
import { canonicalAddress } from "../../domain/email/canonical-address.ts";
import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";

// Only the header is read, so nothing is to be converted or decoded.
const HEADER_ONLY = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true } as const;

/**
 * A sender counts only if a second reader, which shares no code with ours, sees the same one address in the same header:
 * forged mail lives on readers that disagree (threat T4). Otherwise the mail stands with a sender who cannot be told.
 */
export async function confirmSender(mail: MailUnderstanding, header: Uint8Array): Promise<MailUnderstanding> {
  const { sender } = mail;
  if (sender.status === "unusable" || (await readAddress(header)) === canonicalAddress(sender.address)) return mail;
  const why = "two readers of its header see two senders";
  return {
    ...mail,
    sender: { ...sender, status: "unusable", why: [...sender.why, why] },
    authentic: false,
    authenticity: { ...mail.authenticity, aligned: false, why: [...mail.authenticity.why, why] },
  };
}

async function readAddress(header: Uint8Array): Promise<string | null> {
  try {
    // It shows international domains in letters.
    const { from } = await simpleParser(Buffer.from(header), HEADER_ONLY);
    const [first, ...others] = from?.value ?? [];
    return first?.address !== undefined && others.length === 0 ? canonicalAddress(first.address) : null;
  } catch {
    return null;
  }
}
