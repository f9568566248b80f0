import { afterEach, expect, test } from "@jest/globals";
import type { SmtpOptions } from "../../src/adapters/smtp/smtp-options.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import type { MailServer } from "../../src/domain/desk/mailbox-settings.ts";
import type { MailSender } from "../../src/usecases/ports/mail-sender.ts";
import { type SmtpScript, startScriptedSmtp } from "../support/scripted-smtp.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const BODY = `Subject: x\r\n\r\n${"Svartid svarer til tiden.\r\n".repeat(40)}`;
const REQUEST = {
  envelopeFrom: "support@desk.example",
  recipients: ["a@x.example", "b@y.example"],
  bytes: Buffer.from(BODY),
};
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function senderTo(port: number, options: Partial<SmtpOptions> = {}, server: Partial<MailServer> = {}): MailSender {
  const sender = createSmtpSender(
    { host: "127.0.0.1", port, security: "none", user: null, password: null, ...server },
    options,
  );
  closers.push(() => sender.close());
  return sender;
}

async function sink(): Promise<SmtpSink> {
  const started = await startSmtpSink();
  closers.push(() => started.stop());
  return started;
}

async function scripted(script: SmtpScript) {
  const started = await startScriptedSmtp(script);
  closers.push(() => started.stop());
  return started;
}

const yes = async () => true;

test("a mail arrives byte for byte, and each recipient is answered for", async () => {
  const server = await sink();
  const result = await senderTo(server.port).send(REQUEST, yes);
  expect(result).toMatchObject({
    kind: "answered",
    recipients: [
      { address: "a@x.example", outcome: "accepted" },
      { address: "b@y.example", outcome: "accepted" },
    ],
  });
  expect(server.deliveries).toMatchObject([{ sender: "support@desk.example", recipients: REQUEST.recipients }]);
  expect(server.deliveries[0]!.bytes.toString()).toBe(BODY);
});

const REPORTED = { ...REQUEST, recipients: ["it+desk@x.example"], reportDeliveryOf: "<o.ae.mac@desk.example>" };
const DSN = { ehlo: { say: "250-scripted\r\n250 DSN\r\n" } };

test("a report of the delivery is asked for where the server offers that, and names the mail and its one recipient", async () => {
  const server = await scripted(DSN);
  await senderTo(server.port).send(REPORTED, yes);
  expect(server.commands.slice(1, 3)).toEqual([
    "MAIL FROM:<support@desk.example> RET=HDRS ENVID=o.ae.mac@desk.example",
    "RCPT TO:<it+desk@x.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;it+2Bdesk@x.example",
  ]);
});

test("of several recipients none is given the original address of another, and an id too long for the envelope is left out", async () => {
  const server = await scripted(DSN);
  const long = { ...REQUEST, reportDeliveryOf: `<${"x".repeat(101)}@desk.example>` };
  await senderTo(server.port).send(long, yes);
  expect(server.commands.slice(1, 4)).toEqual([
    "MAIL FROM:<support@desk.example> RET=HDRS",
    "RCPT TO:<a@x.example> NOTIFY=SUCCESS,FAILURE",
    "RCPT TO:<b@y.example> NOTIFY=SUCCESS,FAILURE",
  ]);
});

test.each([
  ["the server does not offer it", REPORTED, {}],
  ["nobody wants it", { ...REPORTED, reportDeliveryOf: null }, DSN],
])("no report is asked for where %s", async (_, request, script) => {
  const server = await scripted(script);
  expect((await senderTo(server.port).send(request, yes)).kind).toBe("answered");
  expect(server.commands.slice(1, 3)).toEqual(["MAIL FROM:<support@desk.example>", "RCPT TO:<it+desk@x.example>"]);
});

test("the embedded server offers no reports, and takes the mail that wants one", async () => {
  const server = await sink();
  expect((await senderTo(server.port).send(REPORTED, yes)).kind).toBe("answered");
  expect(server.deliveries).toMatchObject([{ recipients: REPORTED.recipients }]);
});

test("a mail no person wrote leaves with the null sender", async () => {
  const server = await sink();
  await senderTo(server.port).send({ ...REQUEST, envelopeFrom: "" }, yes);
  expect(server.deliveries[0]!.sender).toBe("");
});

test("the server has no whole mail until the gate opens", async () => {
  const server = await scripted({});
  let seenWhileShut = "";
  const result = await senderTo(server.port).send(REQUEST, async () => {
    await new Promise((resolve) => setTimeout(resolve, 150));
    seenWhileShut = server.received[0] ?? "";
    expect(server.sawFinalDot()).toBe(false);
    return true;
  });
  expect(seenWhileShut.length).toBeGreaterThan(BODY.length / 2);
  expect(BODY.startsWith(seenWhileShut)).toBe(true);
  expect(seenWhileShut.length).toBeLessThan(BODY.length);
  expect(result.kind).toBe("answered");
  expect(server.received[0]).toBe(`${BODY}.\r\n`);
});

test("a gate that stays shut sends nothing and says that the row is lost", async () => {
  const server = await sink();
  expect(await senderTo(server.port).send(REQUEST, async () => false)).toEqual({ kind: "lost" });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.deliveries).toEqual([]);
});

test("a gate that fails sends nothing and is tried again", async () => {
  const server = await sink();
  const failing = async () => Promise.reject(new Error("the database is gone"));
  expect(await senderTo(server.port).send(REQUEST, failing)).toMatchObject({ kind: "not-sent" });
  expect(server.deliveries).toEqual([]);
});

test("a gate that opens after its time sends nothing", async () => {
  const server = await scripted({});
  const late = () => new Promise<boolean>((resolve) => setTimeout(() => resolve(true), 200));
  const result = await senderTo(server.port, { holdTimeoutMs: 50 }).send(REQUEST, late);
  expect(result).toEqual({ kind: "not-sent", why: "ETIMEDOUT" });
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(server.sawFinalDot()).toBe(false);
});

// Before the final dot: provably not sent.
const beforeTheDot: [string, SmtpScript][] = [
  ["a cut before the greeting", { greeting: { end: "rst" } }],
  ["a polite end before the greeting", { greeting: { end: "fin" } }],
  ["a refusal to serve", { greeting: { say: "554 5.3.2 not today\r\n" } }],
  ["a server that is about to go at EHLO", { ehlo: { say: "421 4.3.2 later\r\n" } }],
  ["a cut at MAIL", { mail: { end: "rst" } }],
  ["a cut at RCPT", { rcpt: { end: "fin" } }],
  ["a cut at DATA", { data: { end: "rst" } }],
  ["half a refusal at MAIL", { mail: { say: "550 5.7", end: "fin" } }],
  ["a cut in the middle of the mail", { midData: { afterBytes: 100, end: "rst" } }],
  ["a yes before the mail has ended", { midData: { afterBytes: 100, say: "250 2.0.0 taken\r\n" } }],
];
test.each(beforeTheDot)("%s leaves the mail provably unsent", async (_, script) => {
  const server = await scripted(script);
  const gate = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return true;
  };
  expect(await senderTo(server.port).send(REQUEST, gate)).toMatchObject({ kind: "not-sent" });
  expect(server.sawFinalDot()).toBe(false);
});

test("a server that nobody runs leaves the mail unsent", async () => {
  const server = await scripted({});
  await server.stop();
  expect(await senderTo(server.port).send(REQUEST, yes)).toMatchObject({ kind: "not-sent", why: "ESOCKET" });
});

// Answers about the mail itself.
const answers: [string, SmtpScript, string, string][] = [
  ["4xx at MAIL", { mail: { say: "451 4.3.0 later\r\n" } }, "deferred", "451 4.3.0 later"],
  ["5xx at MAIL", { mail: { say: "550 5.7.1 no\r\n" } }, "refused", "550 5.7.1 no"],
  ["503, which the next connection may mend", { mail: { say: "503 5.5.1 order\r\n" } }, "deferred", "503 5.5.1 order"],
  ["4xx at RCPT", { rcpt: { say: "450 4.2.0 greylisted\r\n" } }, "deferred", "450 4.2.0 greylisted"],
  [
    "5xx at RCPT",
    { rcpt: { say: "550-5.1.1 no such\r\n550 5.1.1 user\r\n" } },
    "refused",
    "550-5.1.1 no such 5.1.1 user",
  ],
  ["4xx at DATA", { data: { say: "452 4.3.1 full\r\n" } }, "deferred", "452 4.3.1 full"],
  ["5xx at DATA", { data: { say: "554 5.5.0 no\r\n" } }, "refused", "554 5.5.0 no"],
  ["4xx after the dot", { answer: { say: "451 4.3.0 later\r\n" } }, "deferred", "451 4.3.0 later"],
  ["5xx after the dot", { answer: { say: "571 5.7.1 spam\r\n" } }, "refused", "571 5.7.1 spam"],
  ["421 after the dot", { answer: { say: "421 4.3.2 bye\r\n", end: "fin" } }, "deferred", "421 4.3.2 bye"],
  [
    "5xx in the middle of the mail",
    { midData: { afterBytes: 100, say: "552 5.3.4 too big\r\n" } },
    "refused",
    "552 5.3.4 too big",
  ],
];
test.each(answers)("%s is an answer for every recipient", async (_, script, outcome, reply) => {
  const server = await scripted(script);
  const gate = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return true;
  };
  expect(await senderTo(server.port).send(REQUEST, gate)).toMatchObject({
    kind: "answered",
    recipients: REQUEST.recipients.map((address) => ({ address, outcome, reply })),
  });
});

test("a mail larger than the server says it takes is refused without a try", async () => {
  const server = await scripted({ ehlo: { say: "250-scripted\r\n250 SIZE 100\r\n" } });
  expect(await senderTo(server.port).send(REQUEST, yes)).toMatchObject({
    kind: "answered",
    recipients: [{ outcome: "refused" }, { outcome: "refused" }],
  });
});

// After the final dot without a whole answer: nobody knows.
const afterTheDot: [string, SmtpScript][] = [
  ["a cut", { answer: { end: "rst" } }],
  ["a polite end", { answer: { end: "fin" } }],
  ["half a yes", { answer: { say: "250 2.0", end: "fin" } }],
  ["half a no", { answer: { say: "554 5.0", end: "fin" } }],
  ["a yes that never ends", { answer: { say: "250-2.0.0 taken\r\n", end: "fin" } }],
  ["an answer that is none", { answer: { say: "354 go on\r\n" } }],
  ["noise", { answer: { say: "hello\r\n" } }],
  ["silence", { answer: { end: "nothing" } }],
];
test.each(afterTheDot)("%s after the final dot leaves it unknown", async (_, script) => {
  const server = await scripted(script);
  const result = await senderTo(server.port, { answerTimeoutMs: 300 }).send(REQUEST, yes);
  expect(server.sawFinalDot()).toBe(true);
  expect(result).toMatchObject({ kind: "unknown" });
});

test("a cut after the mail was taken is unknown too, though it did arrive", async () => {
  const server = await sink();
  server.fail("answer", { kind: "drop" });
  expect(await senderTo(server.port).send(REQUEST, yes)).toMatchObject({ kind: "unknown" });
  expect(server.deliveries).toHaveLength(1);
});

test("recipients that were refused, deferred and accepted are told apart", async () => {
  const server = await sink();
  server.fail("recipient", { kind: "refuse", code: 550, text: "5.1.1 unknown" }, { subject: "a@x.example" });
  server.fail("recipient", { kind: "refuse", code: 450, text: "4.2.0 later" }, { subject: "b@y.example" });
  const recipients = ["a@x.example", "b@y.example", "c@z.example"];
  const result = await senderTo(server.port).send({ ...REQUEST, recipients }, yes);
  const outcomes =
    result.kind === "answered" ? result.recipients.map(({ address, outcome }) => [address, outcome]) : [];
  expect(Object.fromEntries(outcomes)).toEqual({
    "a@x.example": "refused",
    "b@y.example": "deferred",
    "c@z.example": "accepted",
  });
  expect(server.deliveries[0]!.recipients).toEqual(["c@z.example"]);
});

test("silence before the dot ends at the guard and leaves the mail unsent", async () => {
  const server = await scripted({ mail: { end: "nothing" } });
  const result = await senderTo(server.port, { envelopeTimeoutMs: 150 }).send(REQUEST, yes);
  expect(result).toEqual({ kind: "not-sent", why: "ETIMEDOUT", trouble: "unreachable" });
});

test("a second mail goes over the same connection", async () => {
  const server = await scripted({});
  const sender = senderTo(server.port);
  for (let mail = 0; mail < 5; mail++) expect((await sender.send(REQUEST, yes)).kind).toBe("answered");
  expect(server.connections()).toBe(1);
  expect(server.received).toHaveLength(5);
});

test("a kept connection that has died is replaced and the mail is sent once", async () => {
  const server = await sink();
  const sender = senderTo(server.port);
  await sender.send(REQUEST, yes);
  server.dropConnections();
  expect((await sender.send(REQUEST, yes)).kind).toBe("answered");
  expect(server.deliveries).toHaveLength(2);
});

test.each(["sender", "recipient"] as const)(
  "a server that wants no more mails of one connection and says 421 at the %s gets the next over another",
  async (phase) => {
    const server = await sink();
    const sender = senderTo(server.port);
    await sender.send(REQUEST, yes);
    server.fail(phase, { kind: "refuse", code: 421, text: "4.7.0 too many mails in this connection" });
    const result = await sender.send(REQUEST, yes);
    expect(result).toMatchObject({ kind: "answered", recipients: [{ outcome: "accepted" }, { outcome: "accepted" }] });
    expect(result).not.toHaveProperty("trouble");
    expect(server.deliveries).toHaveLength(2);
  },
);

test("STARTTLS that the server does not offer is refused rather than done without", async () => {
  const server = await sink();
  const result = await senderTo(server.port, {}, { security: "starttls" }).send(REQUEST, yes);
  expect(result).toMatchObject({ kind: "not-sent" });
  expect(server.deliveries).toEqual([]);
});

test("a wrong password is the route's fault, not the mail's", async () => {
  const server = await startSmtpSink({ user: "desk", password: "right" });
  closers.push(() => server.stop());
  const sender = senderTo(server.port, {}, { user: "desk", password: "wrong" });
  expect(await sender.send(REQUEST, yes)).toMatchObject({ kind: "not-sent" });
  await expect(sender.check()).rejects.toMatchObject({ system: "smtp", code: "EAUTH", retryable: false });
  await expect(senderTo(server.port, {}, { user: "desk", password: "right" }).check()).resolves.toBeUndefined();
});

test("text full of false endings arrives as one mail", async () => {
  const server = await sink();
  const body =
    "Subject: x\r\n\r\n.\r\n..\r\n.\r\nMAIL FROM:<x@evil.example>\r\nRCPT TO:<y@evil.example>\r\nDATA\r\n\r\n.\r\n";
  await senderTo(server.port).send({ ...REQUEST, bytes: Buffer.from(body) }, yes);
  expect(server.deliveries.map(({ bytes }) => bytes.toString())).toEqual([body]);
});
