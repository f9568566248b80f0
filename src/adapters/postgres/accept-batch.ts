import { sql, type Transaction } from "kysely";
import type { Acceptance, AcceptanceResult, ArrivedMail } from "../../usecases/ports/mailbox-store.ts";
import { toColumn } from "./instant-column.ts";
import type { Schema } from "./schema.ts";
import { storableJson } from "./storable.ts";

/**
 * The statements of one acceptance. Nothing here looks inside a mail, so no content can stop it, and all of it may be run
 * again after a commit whose answer was lost: every insert gives way to what is there already.
 */
export async function acceptBatch(transaction: Transaction<Schema>, acceptance: Acceptance): Promise<AcceptanceResult> {
  if (!(await holdsLease(transaction, acceptance))) return { kind: "fenced" };
  if (acceptance.mails.length === 0) return { kind: "accepted", newEmails: 0, inboundEmailIds: [] };

  const mails = firstOfEachContent(acceptance.mails);
  const stored = await storeBytes(transaction, mails);
  const newEmails = await storeInboundEmails(transaction, acceptance, mails);
  if (stored < mails.length && newEmails.length > 0) await storeForgotten(transaction, mails, newEmails);
  const ids = await findInboundEmails(transaction, acceptance.mailboxId, mails);
  await storeSightings(transaction, acceptance, ids);
  if (acceptance.epoch !== null) await advanceCursor(transaction, acceptance);
  return { kind: "accepted", newEmails: newEmails.length, inboundEmailIds: [...new Set(ids.values())] };
}

// FOR SHARE holds the row until the commit: a reader that takes the lease over waits for this batch, or this batch
// finds the epoch changed. A reader that slept through its lease can therefore never write.
async function holdsLease(transaction: Transaction<Schema>, acceptance: Acceptance): Promise<boolean> {
  if (acceptance.epoch === null) return true;
  const row = await transaction
    .selectFrom("mailbox")
    .select("id")
    .where("id", "=", acceptance.mailboxId)
    .where("lease_epoch", "=", acceptance.epoch)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

function firstOfEachContent(mails: readonly ArrivedMail[]): ArrivedMail[] {
  const seen = new Map<string, ArrivedMail>();
  for (const mail of mails) if (!seen.has(mail.sha256)) seen.set(mail.sha256, mail);
  return [...seen.values()];
}

// In the order of the key: two transactions that store the same mails wait for each other instead of deadlocking.
async function storeBytes(transaction: Transaction<Schema>, mails: readonly ArrivedMail[]): Promise<number> {
  const ordered = mails.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("raw_mail")
    .values(ordered.map((mail) => ({ sha256: mail.sha256, size: mail.size, bytes: asBuffer(mail.bytes) })))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(numInsertedOrUpdatedRows ?? 0);
}

// Bytes that were forgotten since lie there empty. Where another mailbox has that mail it is filed from them once more; who was erased is left out then.
async function storeForgotten(
  transaction: Transaction<Schema>,
  mails: readonly ArrivedMail[],
  newEmails: readonly { sha256: string }[],
): Promise<void> {
  const isNew = new Set(newEmails.map(({ sha256 }) => sha256));
  for (const { sha256, bytes } of mails.filter((mail) => mail.bytes.length > 0 && isNew.has(mail.sha256)))
    await sql`update raw_mail set bytes = ${asBuffer(bytes)} where sha256 = ${sha256} and bytes = ''`.execute(
      transaction,
    );
}

// In the order of arrival: mails are filed in the order of their ids.
async function storeInboundEmails(
  transaction: Transaction<Schema>,
  acceptance: Acceptance,
  mails: readonly ArrivedMail[],
): Promise<{ sha256: string }[]> {
  return await transaction
    .insertInto("inbound_email")
    .values(
      mails.map((mail) => ({
        mailbox_id: acceptance.mailboxId,
        sha256: mail.sha256,
        channel: acceptance.channel,
        stated: mail.stated === undefined ? null : storableJson(mail.stated),
        internal_date: toColumn(mail.internalDate),
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning("sha256")
    .execute();
}

async function findInboundEmails(
  transaction: Transaction<Schema>,
  mailboxId: number,
  mails: readonly ArrivedMail[],
): Promise<Map<string, number>> {
  const rows = await transaction
    .selectFrom("inbound_email")
    .select(["id", "sha256"])
    .where("mailbox_id", "=", mailboxId)
    .where(
      "sha256",
      "in",
      mails.map((mail) => mail.sha256),
    )
    .orderBy("id")
    .execute();
  return new Map(rows.map((row) => [row.sha256, row.id]));
}

async function storeSightings(
  transaction: Transaction<Schema>,
  acceptance: Acceptance,
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = acceptance.mails.map((mail) => {
    const id = ids.get(mail.sha256);
    if (id === undefined) throw new Error("An inbound email that was just stored is not there.");
    return {
      mailbox_id: acceptance.mailboxId,
      folder: acceptance.folder,
      uidvalidity: acceptance.uidvalidity,
      uid: mail.uid,
      inbound_email_id: id,
    };
  });
  await transaction
    .insertInto("sighting")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function advanceCursor(transaction: Transaction<Schema>, acceptance: Acceptance): Promise<void> {
  const last = Math.max(...acceptance.mails.map((mail) => mail.uid));
  await transaction
    .insertInto("cursor")
    .values({
      mailbox_id: acceptance.mailboxId,
      folder: acceptance.folder,
      uidvalidity: acceptance.uidvalidity,
      last_uid: last,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["mailbox_id", "folder", "uidvalidity"])
        .doUpdateSet({ last_uid: sql<number>`greatest(cursor.last_uid, excluded.last_uid)` }),
    )
    .execute();
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
