import { expect, test } from "@jest/globals";
import { keepLoginSecret } from "../../../../src/adapters/smtp/keep-login-secret.ts";

const PASSWORD = "korrekt hest: æ+batteri";
const base64 = (text: string) => Buffer.from(text).toString("base64");
const failed = (response: string) =>
  Object.assign(new Error(`Invalid login: ${response}`), { code: "EAUTH", responseCode: 535, response });

test.each<[string, string]>([
  ["as it is", `535 5.7.8 no: ${PASSWORD}`],
  ["in part", `535 5.7.8 no: ${PASSWORD.slice(4, 14)}...`],
  ["in a URL", `535 5.7.8 no: ${encodeURIComponent(PASSWORD)}`],
  ["of AUTH PLAIN", `535 5.7.8 no: AUTH PLAIN ${base64(`\0support@desk.example\0${PASSWORD}`)}`],
  ["of AUTH PLAIN, one byte further", `535 5.7.8 no: AUTH PLAIN ${base64(`\0support@desk.example.\0${PASSWORD}`)}`],
  ["of AUTH PLAIN, two bytes further", `535 5.7.8 no: AUTH PLAIN ${base64(`\0support@desk.example..\0${PASSWORD}`)}`],
  ["of AUTH LOGIN", `535 5.7.8 no: ${base64(PASSWORD)}`],
  [
    "broken over lines",
    `535-5.7.8 no: ${base64(PASSWORD).slice(0, 6)}\r\n535-5.7.8 ${base64(PASSWORD).slice(6, 11)}\r\n535 5.7.8 .`,
  ],
])("a password that the server repeats %s is left out, and the codes stay", (_name, response) => {
  const kept = keepLoginSecret(failed(response), [PASSWORD]) as Error;
  const text = `535${response[3]}5.7.8 the login was refused (the server repeats the login, which is left out)`;
  expect(kept).toMatchObject({ code: "EAUTH", responseCode: 535, response: text, message: text });
  expect(kept.stack).not.toContain(response.slice(10, 30));
});

test("what repeats none stays as the server said it", () => {
  const error = failed("535 5.7.139 Authentication unsuccessful, SMTP is disabled for this tenant");
  expect(keepLoginSecret(error, [PASSWORD, "x", ""])).toBe(error);
});

test("a failure that has no reply is looked through as well", () => {
  const kept = keepLoginSecret(new Error(`cannot log in with ${PASSWORD}`), [PASSWORD]) as Error;
  expect(kept.message).toBe("the login was refused (the server repeats the login, which is left out)");
});
