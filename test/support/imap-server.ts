import { type ImapServer, startImapServer } from "../../src/adapters/embedded/start-imap-server.ts";

/** An IMAP server in memory for one test, with the desk's mailbox on it. */
export function startTestImapServer(): Promise<ImapServer> {
  return startImapServer({ user: "support@desk.example", password: "a password of the tests" });
}
