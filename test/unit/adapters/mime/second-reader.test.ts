import { expect, test } from "@jest/globals";
import { confirmSender } from "../../../../src/adapters/mime/second-reader.ts";
import { readMail } from "../../../support/read-mail.ts";

const from = (value: string) => Buffer.from(`From: ${value}\r\nSubject: x\r\n\r\ntext\r\n`);

test.each([
  ["a plain address", "Anna <anna@north.example>", "anna@north.example"],
  ["Danish letters in the name", "=?utf-8?Q?S=C3=B8ren?= <s@north.example>", "s@north.example"],
  ["an international domain", "Anna <anna@xn--rdgrd-vuad.example>", "anna@xn--rdgrd-vuad.example"],
])("%s is the same to both readers", async (_, value, address) => {
  expect((await readMail(from(value))).sender).toMatchObject({ status: "usable", address });
});

test("a sender that the second reader does not see can be told by nobody, and proves nothing", async () => {
  const mail = await readMail(from("Anna <anna@north.example>"));
  const proved = { ...mail, authentic: true, authenticity: { ...mail.authenticity, aligned: true } };
  const doubted = await confirmSender(proved, from("Mallory <mallory@elsewhere.example>"));
  expect(doubted).toMatchObject({ authentic: false, authenticity: { aligned: false }, sender: { status: "unusable" } });
  expect(await confirmSender(proved, from("Anna <anna@north.example>"))).toBe(proved);
});
