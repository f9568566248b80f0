import type { Acceptance, AcceptanceResult, MailboxStore } from "./ports/mailbox-store.ts";

export interface AcceptMailDeps {
  mailboxes: Pick<MailboxStore, "accept">;
  /** Told after the commit; must return at once, and cannot fail the acceptance. */
  onAccepted: (newEmails: number) => void;
}

/**
 * The one door of the desk: every channel hands its mails over here, and what is accepted is the desk's to answer. Mails
 * are stored in the order given, which becomes the order of filing. `fenced`: nothing was written, since another
 * reader holds the mailbox; the caller must stop reading it.
 */
export async function acceptMail(deps: AcceptMailDeps, acceptance: Acceptance): Promise<AcceptanceResult> {
  const result = await deps.mailboxes.accept(acceptance);
  if (result.kind === "accepted" && result.newEmails > 0) deps.onAccepted(result.newEmails);
  return result;
}
