import { createTransport } from "nodemailer";
import type { MailWorld } from "../../src/demo/mail-world.ts";
import { DESK, EVERYBODY } from "../../src/demo/people.ts";
import { startDovecot } from "./dovecot.ts";
import { startPostfix } from "./postfix.ts";
import { readInbox } from "./read-inbox.ts";

export interface RealMailWorld extends MailWorld {
  stop(): Promise<void>;
}

interface WorldOptions {
  /** A domain whose mail Postfix takes, and that has no mailbox: it bounces. */
  readonly bouncingDomain?: string;
}

/** The people of the story with real servers: they submit to Postfix and read from Dovecot. */
export async function startRealMailWorld({ bouncingDomain }: WorldOptions = {}): Promise<RealMailWorld> {
  const dovecot = await startDovecot(EVERYBODY.map((address) => ({ address, password: "a secret of the test" })));
  const transports =
    bouncingDomain === undefined ? {} : { [bouncingDomain]: `lmtp:inet:127.0.0.1:${dovecot.lmtpPort}` };
  const postfix = await startPostfix({ authservId: "mx.desk.example", dovecot, transports });
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
