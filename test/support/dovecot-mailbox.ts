import { startDovecot } from "./dovecot.ts";
import { clientTo } from "./imap-client.ts";
import type { MailboxServer } from "./mailbox-server.ts";

const LOGIN = { user: "support@desk.example", password: "a-password-of-the-tests" };

/** The desk's mailbox on a Dovecot of its own. */
export async function startDovecotMailbox(): Promise<MailboxServer> {
  const dovecot = await startDovecot([{ address: LOGIN.user, password: LOGIN.password }]);
  const server = { host: "127.0.0.1", port: dovecot.imapPort, security: "none" as const, ...LOGIN };
  return {
    server,
    append: (bytes, { folder = "INBOX", receivedAt = new Date() } = {}) =>
      clientTo(server, (client) => client.append(folder, Buffer.from(bytes), [], receivedAt)),
    async list(folder = "INBOX") {
      const mails: { uid: number; flags: string[]; bytes: Buffer }[] = [];
      await clientTo(server, async (client) => {
        await client.mailboxOpen(folder);
        for await (const item of client.fetch("1:*", { uid: true, flags: true, source: true })) {
          mails.push({ uid: item.uid, flags: [...(item.flags ?? [])], bytes: item.source ?? Buffer.alloc(0) });
        }
      });
      return mails;
    },
    remove: (uid) => clientTo(server, (client) => client.messageDelete(`${uid}`, { uid: true })),
    createFolder: (folder) => clientTo(server, (client) => client.mailboxCreate(folder)),
    resetUidvalidity: () => dovecot.resetUidvalidity(LOGIN.user),
    stop: () => dovecot.stop(),
  };
}
