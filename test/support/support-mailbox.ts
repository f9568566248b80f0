import { startImapServer } from "../../src/adapters/embedded/start-imap-server.ts";
import { startDovecot } from "./dovecot.ts";

/** The desk's mailbox on one of the servers that the proofs run against. */
export interface SupportMailbox {
  readonly imapUrl: string;
  append(mails: readonly Uint8Array[]): void;
  resetUidvalidity(): Promise<void>;
  stop(): Promise<void>;
}

const ADDRESS = "support@desk.example";
const PASSWORD = "a secret of the test";

export async function openSupportMailbox(server: "dovecot" | "embedded"): Promise<SupportMailbox> {
  return server === "dovecot" ? await onDovecot() : await onEmbedded();
}

async function onDovecot(): Promise<SupportMailbox> {
  const dovecot = await startDovecot([{ address: ADDRESS, password: PASSWORD }]);
  return {
    imapUrl: dovecot.imapUrlFor(ADDRESS),
    append: (mails) => dovecot.appendMany(ADDRESS, mails),
    resetUidvalidity: () => dovecot.resetUidvalidity(ADDRESS),
    stop: dovecot.stop,
  };
}

async function onEmbedded(): Promise<SupportMailbox> {
  const imap = await startImapServer({ user: ADDRESS, password: PASSWORD });
  return {
    imapUrl: imap.url,
    append: (mails) => {
      for (const mail of mails) imap.append(mail);
    },
    resetUidvalidity: async () => imap.resetUidvalidity(),
    stop: imap.stop,
  };
}
