import { stampReceivedMail } from "./stamp-received-mail.ts";
import { type ImapServer, startImapServer } from "./start-imap-server.ts";
import { type SmtpDelivery, type SmtpFailure, startSmtpServer } from "./start-smtp-server.ts";

export type MailSystemOptions = {
  /** Name under which the receiving side vouches for senders. */
  authservId: string;
  mailboxes: readonly { address: string; password: string }[];
};

export type MailSystem = {
  imapUrlFor(address: string): string;
  smtpUrlFor(address: string): string;
  /** The store of one mailbox, to look into or to tamper with. */
  mailboxOf(address: string): ImapServer;
  /** Delivers as the SMTP side does, as if `user` had logged in to submit it. */
  deliver(mail: SmtpDelivery): void;
  stop(): Promise<void>;
};

type Mailbox = { password: string; imap: ImapServer };

/**
 * A whole small mail world on 127.0.0.1: everybody submits by SMTP under their own login, and reads by IMAP what was sent to their address or
 * to a sub-address of it (`support+token@`). For the demo and for tests.
 */
export async function startMailSystem(options: MailSystemOptions): Promise<MailSystem> {
  const mailboxes = new Map<string, Mailbox>();
  for (const { address, password } of options.mailboxes) {
    mailboxes.set(address.toLowerCase(), { password, imap: await startImapServer({ user: address, password }) });
  }
  const deliver = (mail: SmtpDelivery) => {
    for (const recipient of mail.recipients) {
      const facts = { authservId: options.authservId, user: mail.user, sender: mail.sender, recipient };
      get(mailboxes, recipient).imap.append(stampReceivedMail(mail.bytes, { ...facts, receivedAt: new Date() }));
    }
  };
  const smtp = await startSmtpServer({
    authenticate: (user, password) => mailboxes.get(user.toLowerCase())?.password === password,
    failAt: (phase, subject) => (phase === "recipient" ? refuseUnknown(mailboxes, subject) : null),
    deliver,
  });
  return {
    imapUrlFor: (address) => get(mailboxes, address).imap.url,
    smtpUrlFor: (address) => {
      const { password } = get(mailboxes, address);
      return `smtp://${encodeURIComponent(address)}:${encodeURIComponent(password)}@127.0.0.1:${smtp.port}`;
    },
    mailboxOf: (address) => get(mailboxes, address).imap,
    deliver,
    stop: async () => {
      await smtp.stop();
      await Promise.all([...mailboxes.values()].map(({ imap }) => imap.stop()));
    },
  };
}

function refuseUnknown(mailboxes: Map<string, Mailbox>, recipient: string): SmtpFailure | null {
  return find(mailboxes, recipient) === undefined
    ? { kind: "refuse", code: 550, text: "5.1.1 No such mailbox here" }
    : null;
}

function get(mailboxes: Map<string, Mailbox>, address: string): Mailbox {
  const found = find(mailboxes, address);
  if (found === undefined) {
    throw new Error("The embedded mail system has no mailbox of that address");
  }
  return found;
}

function find(mailboxes: Map<string, Mailbox>, address: string): Mailbox | undefined {
  return mailboxes.get(address.toLowerCase().replace(/\+[^@]*@/, "@"));
}
