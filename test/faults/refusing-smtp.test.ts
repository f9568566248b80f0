import { afterEach, expect, test } from "@jest/globals";
import { sql } from "kysely";
import { type SmtpDelivery, startSmtpServer } from "../../src/adapters/embedded/start-smtp-server.ts";
import { createHeartbeatStore } from "../../src/adapters/postgres/heartbeat-store.ts";
import { checkReadiness } from "../../src/usecases/check-readiness.ts";
import { postWebhooks } from "../../src/usecases/post-webhooks.ts";
import { queueMail } from "../../src/usecases/queue-mail.ts";
import { sendOutbox } from "../../src/usecases/send-outbox.ts";
import { wireOutbox } from "../../src/wire-outbox.ts";
import { wireReadiness } from "../../src/wire-readiness.ts";
import { wireTroubles } from "../../src/wire-troubles.ts";
import { wireWebhooks } from "../../src/wire-webhooks.ts";
import { openTestDesk } from "../support/open-test-desk.ts";
import { readMail } from "../support/read-mail.ts";
import { startSmtpSink } from "../support/smtp-sink.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { testDesk } from "../support/test-desk.ts";
import { startWebhookReceiver } from "../support/webhook-receiver.ts";

const OPERATIONS = "ops@desk.example";
const CUSTOMERS = ["mette@north.example", "jens@west.example", "kirsten@south.example", "ole@east.example"];

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of undo.splice(0).reverse()) await stop();
});
const keep = <T>(what: T, stop: (what: T) => Promise<unknown>): T => {
  undo.push(() => stop(what));
  return what;
};

const refusals = [
  ["refuses the login with 535", { phase: "login", code: 535, check: "way out of support" }],
  ["closes with 421", { phase: "sender", code: 421, check: "way out of support" }],
  ["refuses everybody for now with 451", { phase: "recipient", code: 451, check: "sending" }],
  ["is gone", { phase: "gone", code: 0, check: "way out of support" }],
] as const;

test.each(refusals)(
  "an SMTP server that %s is red within three minutes, told once by webhook and by another way out, and loses no mail",
  async (_what, { phase: failing, code, check }) => {
    let isFailing = false;
    const taken: SmtpDelivery[] = [];
    const delivered = () => taken.flatMap(({ recipients }) => recipients).filter((one) => one !== OPERATIONS);
    const server = keep(
      await startSmtpServer({
        authenticate: () => true,
        failAt: (phase) => (isFailing && phase === failing ? { kind: "refuse", code, text: "4.7.0 not now" } : null),
        deliver: (delivery) => void taken.push(delivery),
      }),
      (one) => one.stop(),
    );
    const proxy = keep(await startTcpProxy(server.port), (one) => one.stop());
    const [sink, receiver] = [await startSmtpSink(), await startWebhookReceiver()];
    keep(sink, (one) => one.stop());
    keep(receiver, (one) => one.stop());
    const desk = keep(
      await openTestDesk(
        testDesk(`
mailboxes:
  - { name: support, imap: "imap://u:p@127.0.0.1:1/INBOX", smtp: "smtp://u:p@127.0.0.1:${proxy.port}?tls=none" }
  - { name: sales, imap: "imap://u:p@127.0.0.1:1/INBOX", smtp: "${sink.url}?tls=none" }
webhooks:
  - { name: pager, url: "${receiver.url}/pager", allowPrivate: true }
`),
      ),
      (one) => one.close(),
    );
    const { open } = desk;
    const outbox = keep(wireOutbox(open), (one) => one.close());
    const [watch, webhooks] = [wireTroubles(open), wireWebhooks(open)];
    const write = (address: string) =>
      open.unitOfWork.transaction((stores) =>
        queueMail(stores, open.mail, {
          class: "notification",
          ticketId: null,
          ticketRef: null,
          to: [{ address }],
          template: "help",
          language: "da",
          data: { ref: null },
          replyTo: null,
          mailboxId: open.mailboxIds.get("support") ?? 0,
        }),
      );
    const reds: { seconds: number; detail: string; mend: string | null }[] = [];
    const pass = async (seconds: number, step = 15) => {
      for (let passed = 0; passed < seconds; passed += step) {
        await sql`update desk_time set "offset" = "offset" + make_interval(secs => ${step})`.execute(open.database);
        await sql`update mailbox set last_success_at = desk_now()`.execute(open.database);
        await createHeartbeatStore(open.database).beat("canary");
        await sendOutbox(outbox.services, 20);
        await Promise.all([watch(), watch()]);
        await sendOutbox(outbox.services, 20);
        await postWebhooks(webhooks, 10, new AbortController().signal);
        const red = (await checkReadiness(wireReadiness(open))).checks.find((one) => one.name === check && !one.ok);
        if (red !== undefined) reds.push({ seconds: passed + step, detail: red.detail, mend: red.mend });
      }
    };
    const posts = () =>
      receiver.posts
        .map(({ body }) => JSON.parse(body) as { type: string; data: { check: string } })
        .filter(({ data }) => data.check === check)
        .map(({ type }) => type);
    const mails = async () =>
      (await Promise.all([...taken, ...sink.deliveries].map(({ bytes }) => readMail(bytes)))).map(
        ({ subject }) => subject,
      );

    await write("first@north.example");
    await pass(30);
    expect(delivered()).toEqual(["first@north.example"]);
    isFailing = true;
    // A connection that is logged in already would go on working.
    server.dropConnections();
    if (failing === "gone") await proxy.pause();
    for (const address of CUSTOMERS) await write(address);
    await pass(600);
    expect(reds[0]?.seconds).toBeLessThan(180);
    expect(reds[0]?.mend).toMatch(/svartid check/);
    expect(posts()).toEqual(["desk.trouble"]);
    const told =
      check === "sending" ? /^Mail kommer ikke af sted$/ : /^Supporten kan ikke sende gennem 127\.0\.0\.1:\d+$/;
    expect((await mails()).filter((subject) => told.test(subject))).toHaveLength(1);
    expect(delivered()).toEqual(["first@north.example"]);

    isFailing = false;
    if (failing === "gone") await proxy.resume();
    await pass(3_600, 60);
    expect(posts()).toEqual(["desk.trouble", "desk.recovered"]);
    const over = check === "sending" ? /^Virker igen: Mail kommer ikke af sted$/ : /tager imod mail igen$/;
    expect((await mails()).filter((subject) => over.test(subject))).toHaveLength(1);
    expect([...delivered()].sort()).toEqual(["first@north.example", ...CUSTOMERS].sort());
  },
  180_000,
);
