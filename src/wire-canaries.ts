import type { SendCanariesDeps } from "./usecases/canary/send-canaries.ts";
import type { OpenDesk } from "./wiring.ts";

/** Canaries for every mailbox that mail comes into: those that are read, and the first one where mail is taken by LMTP. */
export function wireCanaries({ unitOfWork, mail, log, settings, mailboxIds }: OpenDesk): SendCanariesDeps {
  return { unitOfWork, mail, log, desk: settings.desk, mailboxes: canaryMailboxes({ settings, mailboxIds }) };
}

export function canaryMailboxes({
  settings,
  mailboxIds,
}: Pick<OpenDesk, "settings" | "mailboxIds">): SendCanariesDeps["mailboxes"] {
  const { desk, config } = settings;
  if (desk.canary === null) return [];
  return [...mailboxIds].flatMap(([name, id], index) => {
    const isRead = desk.mailboxes.some((mailbox) => mailbox.name === name && mailbox.imap !== null);
    return isRead || (index === 0 && config.lmtp !== null) ? [{ id, name, isRead }] : [];
  });
}
