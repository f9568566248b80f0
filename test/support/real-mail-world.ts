import { ImapFlow } from "imapflow";
import { createTransport } from "nodemailer";
import type { MailWorld } from "../../src/demo/mail-world.ts";
import { DESK, EVERYBODY } from "../../src/demo/people.ts";
import { startDovecot } from "./dovecot.ts";
import { startPostfix } from "./postfix.ts";

export interface RealMailWorld extends MailWorld {
  stop(): Promise<void>;
}

/** The people of the story with real servers: they submit to Postfix and read from Dovecot. */
export async function startRealMailWorld(): Promise<RealMailWorld> {
  const dovecot = await startDovecot(EVERYBODY.map((address) => ({ address, password: "a secret of the test" })));
  const postfix = await startPostfix({ authservId: "mx.desk.example", dovecot });
  return {
    name: "Dovecot and Postfix",
    imapUrl: dovecot.imapUrlFor(DESK),
    smtpUrl: postfix.smtpUrlFor(DESK),
    submit: async ({ as, to, bytes }) => {
      const transport = createTransport(postfix.smtpUrlFor(as));
      await transport.sendMail({ envelope: { from: as, to: [...to] }, raw: Buffer.from(bytes) });
      transport.close();
    },
    inbox: (address) => readInbox(dovecot.imapUrlFor(address)),
    stop: async () => {
      await postfix.stop();
      await dovecot.stop();
    },
  };
}

async function readInbox(imapUrl: string): Promise<Uint8Array[]> {
  const url = new URL(imapUrl);
  const client = new ImapFlow({
    host: url.hostname,
    port: Number(url.port),
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const mailbox = await client.mailboxOpen("INBOX", { readOnly: true });
    if (mailbox.exists === 0) return [];
    const mails = await client.fetchAll("1:*", { source: true });
    return mails.flatMap((mail) => (mail.source ? [mail.source] : []));
  } finally {
    await client.logout();
  }
}
