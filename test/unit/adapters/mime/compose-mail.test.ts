import { expect, test } from "@jest/globals";
import { createComposer } from "../../../../src/adapters/mime/compose-mail.ts";
import { instant } from "../../../../src/domain/time/instant.ts";

const people = (count: number, name: string) =>
  Array.from({ length: count }, (_, index) => ({ name: "", address: `${name}${index}@north.example` }));

// RFC 5322 section 3.6: To and Cc at most once, whatever number of people stands in them.
test.each([1, 2, 20, 200])("%i people in To and in Cc stand in one field each", async (count) => {
  const bytes = await createComposer().compose({
    messageId: "<1@desk.example>",
    date: instant(0),
    from: { name: "Support", address: "support@desk.example" },
    replyTo: null,
    to: people(count, "t"),
    cc: people(count, "c"),
    subject: "Hej",
    inReplyTo: null,
    references: [],
    headers: [],
    text: "Hej",
    html: null,
    attachments: [],
  });
  const head = Buffer.from(bytes)
    .toString()
    .split("\r\n\r\n")[0]!
    .replace(/\r\n[ \t]+/g, " ");
  const field = (name: string) => head.split("\r\n").filter((line) => line.startsWith(`${name}: `));
  const listed = (name: string) => people(count, name).map(({ address }) => address);
  expect(field("To")).toEqual([`To: ${listed("t").join(", ")}`]);
  expect(field("Cc")).toEqual([`Cc: ${listed("c").join(", ")}`]);
});
