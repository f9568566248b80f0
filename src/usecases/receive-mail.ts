import { type AcceptMailDeps, acceptMail } from "./accept-mail.ts";
import { contentUid } from "./content-uid.ts";

/** Where mails are sighted that a mail server handed over. */
const LMTP_PLACE = { channel: "lmtp", folder: "lmtp", uidvalidity: 1 } as const;

/**
 * Accepts one mail that a mail server handed over into a mailbox of the desk; when this ends, it is stored for good. Handed
 * over again, it is the same sighting, and changes nothing. Its time of arrival is the acceptance (the agreement, LMTP).
 */
export async function receiveMail(
  deps: AcceptMailDeps,
  mailboxId: number,
  mail: { readonly sha256: string; readonly bytes: Uint8Array },
): Promise<void> {
  const arrived = { ...mail, uid: contentUid(mail.sha256), size: mail.bytes.length, internalDate: null };
  await acceptMail(deps, { ...LMTP_PLACE, mailboxId, epoch: null, mails: [arrived] });
}
