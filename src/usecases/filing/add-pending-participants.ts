import { isOfDesk } from "../../domain/desk/is-of-desk.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FilingContext } from "./filing-context.ts";
import type { MailToFile } from "./mail-to-file.ts";

/** A mail to thousands must not become thousands of rows; all its addresses stand on the message. */
const MAX_PENDING = 50;

/** Who else a request went to, for agents to see: a Cc grants nothing by itself (threat T2), an agent must admit the address first. */
export async function addPendingParticipants(
  stores: Stores,
  { desk }: FilingContext,
  { mail }: MailToFile,
  ticketId: number,
): Promise<void> {
  const addresses = [...mail.to, ...mail.cc]
    .map(({ address }) => address)
    .filter((address) => address !== "" && !isOfDesk(desk, address));
  for (const address of [...new Set(addresses)].slice(0, MAX_PENDING)) {
    await stores.tickets.addParticipant(ticketId, address, "pending");
  }
}
