import type { Desk } from "../../domain/desk/desk.ts";
import type { Instant } from "../../domain/time/instant.ts";
import { agentsLanguage } from "../filing/spoken-language.ts";
import type { CanaryMail } from "../ports/canary-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { type QueueMailServices, queueMail } from "../queue-mail.ts";

interface CanaryDraft {
  readonly mail: CanaryMail;
  readonly mailboxId: number;
  readonly begunAt: Instant;
}

/** Queues one mail of a canary by the way out of its mailbox, to that mailbox or to whoever is to get the answers; gives the id of its row. */
export async function queueCanary(
  stores: Stores,
  { desk, mail: services }: { readonly desk: Desk; readonly mail: QueueMailServices },
  { mail, mailboxId, begunAt }: CanaryDraft,
  answered: { readonly messageId: string | null } | null = null,
): Promise<number> {
  const mailbox = (await stores.mailboxes.list()).find(({ id }) => id === mailboxId)?.name ?? "support";
  const own = desk.canary?.addresses[mailbox] ?? desk.desk.address;
  const to = mail === "answer" ? (desk.canary?.answerTo ?? own) : own;
  const queued = await queueMail(stores, services, {
    class: "canary",
    ticketId: null,
    ticketRef: null,
    to: [{ address: to, role: "other" }],
    template: "canary",
    language: agentsLanguage(desk),
    data: { mail, mailbox, begunAt },
    replyTo: null,
    inReplyTo: answered?.messageId ?? null,
    mailboxId,
  });
  if (queued.kind === "refused") throw new Error(`a canary could not be written: ${queued.why}`);
  return queued.outboxId;
}
