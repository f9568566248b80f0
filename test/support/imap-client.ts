import { ImapFlow } from "imapflow";
import type { MailServer } from "../../src/domain/desk/mailbox-settings.ts";

/** Does something in INBOX as another mail program would. */
export async function clientTo(server: MailServer, work: (client: ImapFlow) => Promise<unknown>): Promise<void> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user: server.user ?? "", pass: server.password ?? "" },
    logger: false,
    disableAutoIdle: true,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.mailboxOpen("INBOX");
    await work(client);
  } finally {
    await client.logout();
  }
}
