import type { Desk } from "../../domain/desk/desk.ts";
import { type NoticeRecipient, noticeRecipients } from "../../domain/desk/notice-recipients.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { localDateAt } from "../../domain/time/local-date-at.ts";
import type { Ticket } from "../ports/ticket-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** Who is told of a ticket at this instant: see `noticeRecipients`. `watchers`: read where they are not given. */
export async function findNoticed(
  stores: Stores,
  desk: Desk,
  {
    id,
    watchers,
    ...ticket
  }: Pick<Ticket, "id" | "agent" | "team" | "activity" | "level" | "organisation"> & {
    readonly watchers?: readonly string[] | undefined;
  },
  now: Instant,
): Promise<NoticeRecipient[]> {
  const watching = watchers ?? (await stores.tickets.listWatchers(id));
  return noticeRecipients(desk, { ...ticket, watchers: watching }, localDateAt(now, desk.desk.zone));
}
