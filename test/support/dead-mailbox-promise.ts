import { expect } from "@jest/globals";
import { sql } from "kysely";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { startIntake } from "../../src/start-intake.ts";
import { postWebhooks } from "../../src/usecases/post-webhooks.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import { wireTroubles } from "../../src/wire-troubles.ts";
import { wireWebhooks } from "../../src/wire-webhooks.ts";
import { eventually } from "./eventually.ts";
import type { MailboxServer } from "./mailbox-server.ts";
import { openTestDesk } from "./open-test-desk.ts";
import { readMail } from "./read-mail.ts";
import { startSmtpSink } from "./smtp-sink.ts";
import { startTcpProxy } from "./tcp-proxy.ts";
import { testDesk } from "./test-desk.ts";
import { startWebhookReceiver } from "./webhook-receiver.ts";

type Test = (name: string, work: () => Promise<void>, timeout: number) => void;

/** The whole way with a real mailbox: it dies, people hear of it by mail and webhook, it comes back, they hear of that. */
export function promiseDeadMailbox(test: Test, startMailbox: () => Promise<MailboxServer>): void {
  test("of a mailbox dead for three minutes one mail and one post tell, and one of each that it is read again", async () => {
    const [mailbox, sink, receiver] = [await startMailbox(), await startSmtpSink(), await startWebhookReceiver()];
    const proxy = await startTcpProxy(mailbox.server.port);
    const { user, password } = mailbox.server;
    const login = `${encodeURIComponent(user ?? "")}:${encodeURIComponent(password ?? "")}`;
    const desk = await openTestDesk(
      testDesk(`
mailboxes:
  - { name: support, imap: "imap://${login}@127.0.0.1:${proxy.port}/INBOX?tls=none", smtp: "${sink.url}?tls=none" }
webhooks:
  - { name: pager, url: "${receiver.url}/pager", allowPrivate: true }
`),
    );
    const { open } = desk;
    const outbox = wireOutbox(open);
    const [watch, webhooks] = [wireTroubles(open), wireWebhooks(open)];
    const lastSuccess = async () =>
      (await sql<{ at: Date | null }>`select last_success_at as at from mailbox`.execute(open.database)).rows[0]?.at;
    const pass = async (seconds: number, isRead: boolean) => {
      for (let left = seconds; left > 0; left -= 15) {
        await sql`update desk_time set "offset" = "offset" + interval '15 seconds'`.execute(open.database);
        // In real time next to nothing passes: a mailbox that is read would have been read once more by now.
        if (isRead) await sql`update mailbox set last_success_at = desk_now()`.execute(open.database);
        await createHeartbeatStore(open.database).beat("canary");
        await Promise.all([watch(), watch()]);
        await sendOutbox(outbox.services, 10);
        await postWebhooks(webhooks, 10, new AbortController().signal);
      }
    };
    const told = async () => [
      (await Promise.all(sink.deliveries.map(({ bytes }) => readMail(bytes)))).map(({ subject }) => subject),
      receiver.posts.map(({ body }) => JSON.parse(body).type),
    ];
    const intake = startIntake(open, () => undefined);
    try {
      await eventually("the mailbox is read", async () => (await lastSuccess()) != null);
      await pass(30, true);
      expect(await told()).toEqual([[], []]);
      await proxy.pause();
      proxy.cutAll("reset");
      await pass(300, false);
      const subject = "Postkassen support bliver ikke læst";
      expect(await told()).toEqual([[subject], ["desk.trouble"]]);
      const before = await lastSuccess();
      await proxy.resume();
      await eventually("the mailbox is read again", async () => (await lastSuccess())?.getTime() !== before?.getTime());
      await pass(345, true);
      expect(await told()).toEqual([
        [subject, `Virker igen: ${subject}`],
        ["desk.trouble", "desk.recovered"],
      ]);
    } finally {
      await intake.stop();
      await outbox.close();
      await desk.close();
      await proxy.stop();
      await Promise.all([mailbox.stop(), sink.stop(), receiver.stop()]);
    }
  }, 180_000);
}
