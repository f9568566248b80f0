import type { AnsweredConfirmation } from "../../domain/filing/judge-agent-mail.ts";
import { isConfirmationAddress, readConfirmationId } from "../../domain/outbound/confirmation-address.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { StoredConfirmation } from "../ports/confirmation-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** A genuine answer has one; a stranger may write thousands, and each is looked up. */
const MAX_CLAIMS = 5;

/** The confirmation that a mail answers to: the first among its recipients that we signed, whatever became of it; null for any other mail. */
export async function findConfirmation(
  stores: Stores,
  { desk, signer }: FilingContext,
  toFile: MailToFile,
): Promise<StoredConfirmation | null> {
  const { address: deskAddress } = desk.desk;
  const claims = toFile.mail.recipients.flatMap((address) => {
    const id = readConfirmationId(address, deskAddress);
    return id === null ? [] : [{ address, id }];
  });
  for (const { address, id } of claims.slice(0, MAX_CLAIMS)) {
    const found = await stores.confirmations.find(id);
    if (found !== null && isConfirmationAddress(address, deskAddress, found, signer)) return found;
  }
  return null;
}

/** What the confirmation is good for, read under its lock: to be asked after the ticket was locked, so that two answers at once take turns. */
export async function lockConfirmation(
  stores: Stores,
  found: StoredConfirmation | null,
  now: Instant,
): Promise<AnsweredConfirmation | null> {
  if (found === null) return null;
  const locked = await stores.confirmations.lock(found.id);
  if (locked === null) return null;
  const { id, agent, inboundEmailId } = locked;
  return { id, agent, inboundEmailId, state: await stateOf(stores, locked, now) };
}

async function stateOf(
  stores: Stores,
  locked: StoredConfirmation,
  now: Instant,
): Promise<AnsweredConfirmation["state"]> {
  if (locked.usedAt !== null) return "used";
  if (now >= locked.expiresAt) return "expired";
  return (await stores.confirmations.readHeld(locked)) === null ? "changed" : "open";
}
