import { startImapServer } from "../../src/adapters/embedded/start-imap-server.ts";
import { clientTo } from "./imap-client.ts";
import type { MailboxServer } from "./mailbox-server.ts";

const LOGIN = { user: "support@desk.example", password: "a password of the tests" };

export async function startEmbeddedMailbox(): Promise<MailboxServer> {
  const imap = await startImapServer(LOGIN);
  const server = { host: "127.0.0.1", port: imap.port, security: "none" as const, ...LOGIN };
  return {
    server,
    append: async (bytes, options = {}) => void imap.append(bytes, options),
    list: async (folder) => imap.list(folder),
    remove: (uid) => clientTo(server, (client) => client.messageDelete(`${uid}`, { uid: true })),
    createFolder: async (folder) => imap.createFolder(folder),
    resetUidvalidity: async () => imap.resetUidvalidity(),
    stop: () => imap.stop(),
  };
}
