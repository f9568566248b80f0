import { readReleaseAddress } from "../../domain/outbound/release-address.ts";
import type { OutboxMail } from "../ports/outbox-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/**
 * Key of the release whose notice a mail answers: by the address signed for that notice, or by the proved Message-ID of the mail it answers
 * (`answered`). It says what the mail is about and grants nothing: whoever was forwarded a notice may ask about it too. Null: it answers none.
 */
export async function findAnsweredRelease(
  stores: Stores,
  context: FilingContext,
  { mail }: MailToFile,
  answered: OutboxMail | null,
): Promise<string | null> {
  const deskAddress = context.desk.desk.address;
  const [noticeId] = mail.recipients.flatMap(
    (address) => readReleaseAddress(address, deskAddress, context.signer) ?? [],
  );
  const byAddress = noticeId === undefined ? null : await stores.releases.findByNotice(noticeId);
  if (byAddress !== null) return byAddress.key;
  return answered?.class === "release" ? ((await stores.releases.findByOutbox(answered.id))?.key ?? null) : null;
}
