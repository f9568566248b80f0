import { readReply } from "../../domain/email/read-reply.ts";
import { resolvePerson } from "../../domain/imports/past-people.ts";
import type { PastFile, PastMessage, PastPerson } from "../../domain/imports/past-ticket.ts";
import { agentOf } from "../filing/agent-of.ts";
import type { NewMessage, Person } from "../ports/ticket-store.ts";
import type { PastContext } from "./past-context.ts";

/** A message as it stands on our ticket, with the files that came with it. `missing` files are only named by the export. */
export interface SettledMessage {
  readonly externalId: string;
  readonly message: Omit<NewMessage, "ticketId">;
  readonly files: readonly { readonly sha256: string; readonly bytes: Uint8Array }[];
  readonly missing: readonly PastFile[];
}

/**
 * The messages of a ticket in the order in which they were written, as ours: who wrote them, which way they went, and bodies of which
 * nothing runs. Nothing of them is proved. Those without an id of their own that stood there before are left out.
 */
export function settleMessages(
  context: PastContext,
  messages: readonly PastMessage[],
  requester: PastPerson,
): SettledMessage[] {
  const first = new Map<string, PastMessage>();
  for (const message of messages) if (!first.has(message.externalId)) first.set(message.externalId, message);
  return [...first.values()]
    .sort((a, b) => a.at - b.at || a.externalId.localeCompare(b.externalId, "en", { numeric: true }))
    .map((message) => settle(context, message, requester));
}

function settle(context: PastContext, past: PastMessage, requester: PastPerson): SettledMessage {
  const { users } = context.surveyed;
  const from = resolvePerson(past.from, (id) => users.get(id));
  const { html, text } = past.isHtml ? context.content.readHtml(past.body) : { html: null, text: past.body };
  const kept = past.files.flatMap((file) => (file.base64 === null ? [] : [keep(context, file, file.base64)]));
  return {
    externalId: past.externalId,
    files: kept.map(({ sha256, bytes }) => ({ sha256, bytes })),
    missing: past.files.filter(({ base64 }) => base64 === null),
    message: {
      ...roleOf(context, past, from, requester),
      kind: "person",
      from: from === null ? null : toPerson(from),
      to: past.to.map(toPerson),
      cc: past.cc.map(toPerson),
      subject: past.subject,
      text,
      replyText: readReply(text).text || text,
      html,
      messageId: past.messageId,
      inboundEmailId: null,
      authentic: false,
      sentAt: past.at,
      attachments: kept.map(({ attachment }) => attachment),
    },
  };
}

function toPerson({ address, name }: PastPerson): Person {
  return { address, name };
}

function keep({ content }: PastContext, { filename, contentType }: PastFile, base64: string) {
  const { bytes, sha256 } = content.readFile(base64);
  return { bytes, sha256, attachment: { filename, contentType, size: bytes.length, sha256, inline: false } };
}

/** Whether what a customer wrote is the requester's own; anybody else of the customer's side is not admitted by it. */
function roleOf(
  { desk, surveyed }: PastContext,
  past: PastMessage,
  from: PastPerson | null,
  requester: PastPerson,
): Pick<NewMessage, "direction" | "author"> {
  if (past.writer === "note") return { direction: "note", author: "agent" };
  if (past.writer === "system") return { direction: "outbound", author: "desk" };
  const isRequester = from === null || from.address === requester.address;
  const user = past.from.userId === null ? undefined : surveyed.users.get(past.from.userId);
  const isAgent = user?.isAgent === true || (from !== null && agentOf(desk, from.address) !== null);
  const isFromAgent = past.writer === "by-role" ? isAgent && !isRequester : past.writer === "agent";
  if (isFromAgent) return { direction: "outbound", author: "agent" };
  return { direction: "inbound", author: isRequester ? "requester" : "unknown" };
}
