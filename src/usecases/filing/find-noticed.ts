import type { Desk } from "../../domain/desk/desk.ts";
import { type NoticeRecipient, noticeRecipients } from "../../domain/desk/notice-recipients.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Who is told of a ticket at this instant: see `noticeRecipients`. */
export async function findNoticed(
  stores: Stores,
  desk: Desk,
  { id, ...ticket }: Pick<Ticket, "id" | "agent" | "team" | "activity" | "level" | "organisation">,
  now: Instant,
): Promise<NoticeRecipient[]> {
  const watchers = await stores.tickets.listWatchers(id);
  return noticeRecipients(desk, { ...ticket, watchers }, localDateAt(now, desk.desk.zone));
}
