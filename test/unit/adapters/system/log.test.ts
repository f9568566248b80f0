import { expect, test } from "@jest/globals";
import { createLog, type LogOptions } from "../../../../src/adapters/system/log.ts";

const CANARY = "c4n4ry-5ecret";

function record(level: LogOptions["level"] = "debug", pretty = false) {
  const lines: string[] = [];
  return { log: createLog({ level, pretty, stream: { write: (line) => void lines.push(line) } }), lines };
}

test("a secret never reaches the log, whatever field or text it stands in", () => {
  const { log, lines } = record();
  const error = Object.assign(new Error(`connect imaps://desk:${CANARY}@mx.example:993 failed`), {
    response: `535 ${CANARY}`,
    detail: `Key (address)=(${CANARY})`,
    code: "EAUTH",
    cause: new Error(`Authorization: Bearer ${CANARY}`),
  });
  log.error({ err: error, key: CANARY, apiKey: CANARY }, "mailbox not read");
  log.info({ url: `postgres://svartid:${CANARY}@127.0.0.1:5432/svartid` }, "database");
  log.info({ request: { headers: { authorization: CANARY, cookie: `a=${CANARY}` } }, password: CANARY }, "request");
  log.info({ path: `/sign-in?token=${CANARY}&x=1`, list: [`svk_0123456789ab_${"f".repeat(64)}`] }, "opened");
  log.info({ link: `https://support.desk.example/survey/${CANARY}` }, "asked");
  log.info({ smtpPassword: CANARY, SVARTID_SECRET: CANARY, nested: [{ deep: { token: CANARY } }] }, "settings");
  const text = lines.join("");
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain("f".repeat(64));
  expect(text).toContain("EAUTH");
  expect(text).toContain("imaps://[hidden]@mx.example:993");
});

test("what is no secret stays readable", () => {
  const { log, lines } = record();
  log.warn({ mailbox: "support", ticketId: 7, at: new Date(0), nothing: null }, "mailbox not read");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "warn",
    msg: "mailbox not read",
    mailbox: "support",
    ticketId: 7,
    at: "1970-01-01T00:00:00.000Z",
    nothing: null,
  });
});

test("lines below the level are not written", () => {
  const { log, lines } = record("warn");
  log.info({}, "quiet");
  log.warn({}, "loud");
  expect(lines).toHaveLength(1);
});

test("the readable form has the time, the level, the text and the fields on one line", () => {
  const { log, lines } = record("info", true);
  log.info({ mailbox: "support", newEmails: 3 }, "mail accepted");
  expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d info {2}mail accepted {2}mailbox=support {2}newEmails=3\n$/);
});
