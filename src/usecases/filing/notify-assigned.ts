import type { NoticeReason } from "../../domain/desk/notice-recipients.ts";
import type { CommandRun } from "./command-run.ts";
import { findNoticed } from "./find-noticed.ts";
import { sendNotices } from "./send-notices.ts";

/** No email has this id: all that the ticket holds is shown, what came with the command too. */
const NOTHING_LEFT_OUT = 0;

const ANSWERING: ReadonlySet<NoticeReason> = new Set(["assigned", "team"]);

/**
 * Tells an agent, or the members of a team, that a colleague gave them a ticket: with what the requester wrote last, since they may never
 * have seen it. The colleague is not told, nor are those who only watch.
 */
export async function notifyAssigned({ stores, context, toFile, from }: CommandRun): Promise<void> {
  const ticket = (await stores.tickets.find(from.ticket.id)) ?? from.ticket;
  const { question } = await stores.tickets.readThread(ticket.id, 1);
  const noticed = await findNoticed(stores, context.desk, ticket, toFile.now);
  const recipients = noticed.filter(({ agent, reason }) => agent !== from.agent && ANSWERING.has(reason));
  await sendNotices(stores, context, ticket, recipients, {
    kind: "assigned",
    answering: null,
    levelBy: null,
    dispute: null,
    joinedBy: null,
    assignedBy: context.desk.agents[from.agent]?.name ?? from.agent,
    from: ticket.requester,
    authentic: question?.authentic ?? false,
    text: question?.replyText ?? "",
    files: (question?.attachments ?? []).map((file) => ({ ...file, carried: null })),
    inReplyTo: question?.messageId ?? null,
    history: { exceptInboundEmailId: NOTHING_LEFT_OUT },
    now: toFile.now,
  });
}
