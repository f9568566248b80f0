import { ImapFlow } from "imapflow";
import { type RunningDovecot, startDovecot } from "../../test/support/dovecot.ts";
import { type RunningPostfix, startPostfix } from "../../test/support/postfix.ts";
import { type BenchServer, startBenchServer } from "../support/bench-server.ts";

export const DESK = "support@desk.example";
export const AGENT = "one@desk.example";
export const CUSTOMER = "kirsten@north.example";
const PASSWORD = "a secret of the bench";

/** PostgreSQL with fsync on, and Postfix as it is installed, which hands over to Dovecot. */
export interface Stage {
  readonly server: BenchServer;
  readonly dovecot: RunningDovecot;
  readonly postfix: RunningPostfix;
  readonly deskUrl: string;
  /** Logged in, with the inbox open. */
  openInbox(address: string): Promise<ImapFlow>;
  stop(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const server = await startBenchServer();
  const dovecot = await startDovecot([DESK, AGENT, CUSTOMER].map((address) => ({ address, password: PASSWORD })));
  const postfix = await startPostfix({ authservId: "mx.desk.example", dovecot });
  return {
    server,
    dovecot,
    postfix,
    deskUrl: postfix.smtpUrlFor(DESK),
    openInbox: (address) => openInbox(dovecot, address),
    stop: async () => {
      await postfix.stop();
      await dovecot.stop();
      await server.stop();
    },
  };
}

async function openInbox(dovecot: RunningDovecot, address: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: "127.0.0.1",
    port: dovecot.imapPort,
    secure: false,
    doSTARTTLS: false,
    logger: false,
    auth: { user: address, pass: PASSWORD },
  });
  client.on("error", () => undefined);
  await client.connect();
  await client.mailboxOpen("INBOX", { readOnly: true });
  return client;
}
