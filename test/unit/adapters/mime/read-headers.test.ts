import { expect, test } from "@jest/globals";
import { readMail } from "../../../support/read-mail.ts";

const HEAD = "From: One <one@north.example>\nSubject: The meter\n";

test.each([
  ["no header at all", "The meter stands still.\nIt is number 4711.\n", "The meter stands still.\nIt is number 4711."],
  [
    "no empty line below the headers",
    `${HEAD}The meter stands still.\nIt is number 4711.\n`,
    "The meter stands still.",
  ],
  ["what looks like a header further down", `${HEAD}The meter stands still.\nNumber: 4711\n`, "Number: 4711"],
  [
    "a part without an empty line",
    `${HEAD}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nThe meter stands still.\n--b--\n`,
    "The meter stands still.",
  ],
])("nobody's words are lost: %s", async (_, mail, words) => {
  const found = await readMail(mail);
  expect(found.text).toContain(words);
  expect(found.flags).toContain("malformed");
});

test.each([
  ["headers alone", HEAD],
  ["a line of a mailbox file among them", `${HEAD}>From one@north.example Mon Nov 30 09:00:00 2026\n`],
])("where nobody wrote anything nothing is made up: %s", async (_, mail) => {
  expect((await readMail(mail)).text).toBe("");
});

test("a stray line is no body where an empty line says where the body begins", async () => {
  expect((await readMail(`${HEAD}A stray line\nTo: support@desk.example\n\nIt works.\n`)).text).toBe("It works.");
});

test("a second sender below the first words still makes the sender uncertain", async () => {
  const found = await readMail(`${HEAD}The meter stands still.\nFrom: two@north.example\n`);
  expect(found.sender?.status).not.toBe("usable");
});

test("two mails without any header are two mails", async () => {
  const [one, other] = await Promise.all(["It works.\n", "It stands still.\n"].map((mail) => readMail(mail)));
  expect(one?.fingerprint).not.toBe(other?.fingerprint);
});
