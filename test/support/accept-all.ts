import { createHash } from "node:crypto";
import type { TestDesk } from "./open-test-desk.ts";

/** Accepts mails in one batch, as they would come from a mailbox (by default the first), and files none of them. */
export async function acceptAll(desk: TestDesk, mails: readonly Uint8Array[], mailbox?: number): Promise<void> {
  const [first = 0] = desk.open.mailboxIds.values();
  const mailboxId = mailbox ?? first;
  const accepted = await desk.open.unitOfWork.reading.mailboxes.accept({
    mailboxId,
    epoch: null,
    channel: "ingest",
    folder: "test",
    uidvalidity: 1,
    mails: mails.map((bytes, index) => ({
      uid: index + 1,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      bytes,
      size: bytes.length,
      internalDate: null,
    })),
  });
  if (accepted.kind !== "accepted") throw new Error("the mails were not accepted");
}
