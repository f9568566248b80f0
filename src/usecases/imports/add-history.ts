import { agentOf } from "../filing/agent-of.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { FiledHistory } from "./file-history.ts";
import type { PastContext } from "./past-context.ts";
import type { SettledMessage } from "./settle-messages.ts";

/** A mail to thousands must not become thousands of rows; all its addresses stand on the message. */
const MAX_PENDING = 50;
const MAX_NAMED_FILES = 100;

/** Adds messages to an imported ticket, with who else took part in them, and says in its history what was taken over. */
export async function addHistory(
  stores: Stores,
  context: PastContext,
  ticket: { readonly id: number; readonly isNew: boolean; readonly told?: Record<string, unknown> },
  messages: readonly SettledMessage[],
): Promise<FiledHistory> {
  const missing = messages.flatMap((one) => one.missing.map(({ filename, size }) => ({ filename, size })));
  for (const { externalId, message, files } of messages) {
    const messageRowId = await stores.tickets.nextMessageId();
    await stores.tickets.addMessage({ ...message, id: messageRowId, ticketId: ticket.id });
    await stores.imports.recordMessage({ source: context.options.source, externalId, messageRowId });
    for (const file of files) await stores.imports.keepFile(file);
  }
  for (const address of othersIn(context, messages)) {
    await stores.tickets.addParticipant(ticket.id, address, "pending");
  }
  if (ticket.isNew || messages.length > 0) {
    await stores.tickets.appendEvent({
      ticketId: ticket.id,
      at: await stores.now(),
      type: ticket.isNew ? "imported" : "imported-more",
      actor: "ops",
      data: { ...ticket.told, messages: messages.length, missingFiles: missing.slice(0, MAX_NAMED_FILES) },
    });
  }
  return { isNew: ticket.isNew, messages: messages.length, missingFiles: missing.length, isErased: false };
}

/** Nobody is admitted by having been in a conversation of another desk: an agent does that (threat T2). */
function othersIn({ desk }: PastContext, messages: readonly SettledMessage[]): string[] {
  const shown = messages.filter(({ message }) => message.direction === "inbound");
  const addresses = shown.flatMap(({ message }) => [
    message.from?.address ?? "",
    ...message.to.map(({ address }) => address),
    ...message.cc.map(({ address }) => address),
  ]);
  const isOurs = (address: string) => address === desk.desk.address || agentOf(desk, address) !== null;
  const others = addresses.filter((address) => address !== "" && !isOurs(address));
  return [...new Set(others)].slice(0, MAX_PENDING);
}
