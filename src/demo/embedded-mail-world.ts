import { randomBytes } from "node:crypto";
import { createTransport } from "nodemailer";
import { startMailSystem } from "../adapters/embedded/start-mail-system.ts";
import type { MailWorld } from "./mail-world.ts";
import { DESK, EVERYBODY } from "./people.ts";

/** The server that vouches for senders, by the name that config/demo.yaml believes. */
const VOUCHER = "mx.desk.example";

export interface EmbeddedMailWorld extends MailWorld {
  /** How to reach somebody's mailbox with a mail program. */
  imapUrlOf(address: string): string;
  smtpUrlOf(address: string): string;
  stop(): Promise<void>;
}

/** A mail world in this process, on free ports of 127.0.0.1. */
export async function startEmbeddedMailWorld(): Promise<EmbeddedMailWorld> {
  const password = randomBytes(12).toString("hex");
  const system = await startMailSystem({
    authservId: VOUCHER,
    mailboxes: EVERYBODY.map((address) => ({ address, password })),
  });
  return {
    name: "the embedded mail servers",
    imapUrl: system.imapUrlFor(DESK),
    smtpUrl: system.smtpUrlFor(DESK),
    imapUrlOf: system.imapUrlFor,
    smtpUrlOf: system.smtpUrlFor,
    submit: async ({ as, to, bytes }) => {
      const transport = createTransport(system.smtpUrlFor(as));
      await transport.sendMail({ envelope: { from: as, to: [...to] }, raw: Buffer.from(bytes) });
      transport.close();
    },
    inbox: async (address) =>
      system
        .mailboxOf(address)
        .list()
        .map((mail) => mail.bytes),
    stop: system.stop,
  };
}
