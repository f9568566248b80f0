import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import type { SmtpPhase } from "../../src/adapters/embedded/start-smtp-server.ts";
import { type SmtpSink, startSmtpSink } from "../support/smtp-sink.ts";

const LOGIN = { user: "desk", password: "p@ss/word" };
let sink: SmtpSink;

beforeEach(async () => {
  sink = await startSmtpSink(LOGIN);
});

afterEach(() => sink.stop());

test("the sink keeps envelope and bytes of each delivery", async () => {
  await send();
  expect(await sink.waitFor(1)).toEqual([
    {
      user: "desk",
      sender: "a@x.example",
      recipients: ["b@y.example", "c@y.example"],
      bytes: Buffer.from("S: 1\r\n\r\n"),
    },
  ]);
});

const refusable: SmtpPhase[] = ["connect", "login", "sender", "recipient", "body"];
test.each(refusable)("a refusal planned for the phase %s is given once, and nothing is stored", async (phase) => {
  sink.fail(phase, { kind: "refuse", code: 451, text: "4.3.0 Later" }, { times: phase === "recipient" ? 2 : 1 });
  await expect(send()).rejects.toMatchObject({ responseCode: 451 });
  expect(sink.deliveries).toHaveLength(0);
  await send();
  expect(sink.deliveries).toHaveLength(1);
});

test("a refused recipient does not stop the other one", async () => {
  const failure = { kind: "refuse", code: 550, text: "5.1.1 Unknown" } as const;
  sink.fail("recipient", failure, { subject: "c@y.example" });
  await send();
  expect(sink.deliveries[0]!.recipients).toEqual(["b@y.example"]);
});

test("a connection cut before the answer leaves the mail stored and the sender in doubt", async () => {
  sink.fail("answer", { kind: "drop" });
  await expect(send()).rejects.toThrow();
  expect(sink.deliveries).toHaveLength(1);
});

function send() {
  const transport = createTransport(sink.url);
  const envelope = { from: "a@x.example", to: ["b@y.example", "c@y.example"] };
  return transport.sendMail({ envelope, raw: "S: 1\r\n\r\n" });
}
