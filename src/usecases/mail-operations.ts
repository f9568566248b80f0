import type { Desk } from "../domain/desk/desk.ts";
import { resolveRecipients } from "../domain/desk/resolve-recipients.ts";
import type { TemplateData } from "../domain/outbound/mail-templates.ts";
import type { TemplateName } from "../domain/outbound/template-names.ts";
import type { Instant } from "../domain/time/instant.ts";
import { localDateAt } from "../domain/time/local-date-at.ts";
import { agentsLanguage } from "./filing/spoken-language.ts";
import type { Stores } from "./ports/unit-of-work.ts";
import { type QueueMailResult, type QueueMailServices, queueMail } from "./queue-mail.ts";

/** Addresses of operations on the day of `at`, deputies in the place of who is absent; none where desk.yaml names nobody. */
export function operationsOf(desk: Desk, at: Instant): string[] {
  const day = localDateAt(at, desk.desk.zone);
  const nobody = { agent: null, team: null, organisation: null, requesterAddress: "", day };
  return resolveRecipients(desk, nobody, [{ kind: "role", role: "ops" }]).map(({ address }) => address);
}

/** Queues a mail about the desk itself, of no ticket and no mailbox: it leaves by any way that works. `to` has at least one address. */
export function mailOperations<Name extends TemplateName>(
  stores: Stores,
  { desk, mail }: { readonly desk: Desk; readonly mail: QueueMailServices },
  to: readonly string[],
  { template, data }: { readonly template: Name; readonly data: TemplateData[Name] },
): Promise<QueueMailResult> {
  return queueMail(stores, mail, {
    class: "alert",
    ticketId: null,
    ticketRef: null,
    to: to.map((address) => ({ address })),
    template,
    language: agentsLanguage(desk),
    data,
    replyTo: null,
  });
}
