import { receiverOf } from "../webhooks/webhook-settings.ts";
import type { Desk } from "./desk.ts";
import type { MailServer } from "./mailbox-settings.ts";
import type { OAuth2Settings } from "./oauth2-settings.ts";

/**
 * The desk as it may be stored, hashed or printed: without users, passwords, keys and the secrets of webhooks, to which the path
 * of their URLs belongs. A password that changes makes no new version of the desk.
 */
export function storedDesk(desk: Desk): Desk {
  return {
    ...desk,
    mailboxes: desk.mailboxes.map((mailbox) => ({
      ...mailbox,
      imap: withoutCredentials(mailbox.imap),
      smtp: withoutCredentials(mailbox.smtp),
      fallbacks: mailbox.fallbacks.map(withoutUser),
      oauth2: mailbox.oauth2 && withoutSecrets(mailbox.oauth2),
    })),
    dkim: desk.dkim && { ...desk.dkim, privateKey: "" },
    journal: desk.journal && {
      ...desk.journal,
      imap: withoutUser(desk.journal.imap),
      oauth2: desk.journal.oauth2 && withoutSecrets(desk.journal.oauth2),
    },
    webhooks: desk.webhooks.map((webhook) => ({ ...webhook, url: receiverOf(webhook.url), secrets: [] })),
  };
}

function withoutCredentials(server: MailServer | null): MailServer | null {
  return server && withoutUser(server);
}

function withoutUser(server: MailServer): MailServer {
  return { ...server, user: null, password: null };
}

// A URL with a user is refused when the desk is read; nothing that is shown relies on it.
function withoutSecrets(settings: OAuth2Settings): OAuth2Settings {
  const tokenUrl = settings.tokenUrl.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, "$1");
  return { ...settings, tokenUrl, clientSecret: null, refreshToken: null };
}
