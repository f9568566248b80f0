import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { simpleParser } from "mailparser";
import { createComposer } from "../../src/adapters/mime/compose-mail.ts";
import { oneLine } from "../../src/domain/outbound/one-line.ts";
import { subjectWithRef } from "../../src/domain/outbound/outbound-subject.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { OutgoingMail } from "../../src/usecases/ports/mail-composer.ts";
import { fuzzCompose } from "../support/compose-fuzz.ts";

const composer = createComposer();
const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom(
    "\r\nBcc: x@evil.example",
    "\n.\r\n",
    "\r.\r",
    "\r\n\r\nkrop",
    "a\0b",
    '"',
    "<x@y>",
    "=?utf-8?q?=0D=0ABcc:?=",
    "æ,ø;å",
    "\u2028",
  ),
  fc
    .array(fc.constantFrom("\r", "\n", ".", ":", " ", "<", ">", '"', "\\", "æ", "🙂", "a"), { maxLength: 60 })
    .map((parts) => parts.join("")),
);

function outgoing(change: Partial<OutgoingMail>): OutgoingMail {
  return {
    messageId: "<o.aa.bb@desk.example>",
    date: instant(Date.UTC(2026, 10, 24, 12)),
    from: { name: "READy Support", address: "support@desk.example" },
    replyTo: "support+abc@desk.example",
    to: [{ name: "Kirsten", address: "kirsten@north.example" }],
    cc: [],
    subject: "Backup [SV-7K3M9-2]",
    inReplyTo: "<1@north.example>",
    references: ["<0@north.example>", "<1@north.example>"],
    headers: [["X-Svartid-Id", "aa.bb"]],
    text: "Hej\n",
    html: "<p>Hej</p>",
    attachments: [],
    ...change,
  };
}

const HEADERS =
  "content-type,date,from,in-reply-to,message-id,mime-version,references,reply-to,subject,to,x-svartid-id";

test("whatever people write, the headers and recipients are those that were meant and no line end stands alone", async () => {
  const property = fc.asyncProperty(nasty, nasty, nasty, nasty, nasty, async (subject, from, to, text, filename) => {
    const bytes = await composer.compose(
      outgoing({
        subject: subjectWithRef(subject, "SV-7K3M9-2"),
        from: { name: oneLine(from, 100), address: "support@desk.example" },
        to: [{ name: oneLine(to, 100), address: "kirsten@north.example" }],
        text,
        html: text,
        attachments: [
          { filename: oneLine(filename, 80) || "fil", contentType: "text/plain", content: Buffer.from(text) },
        ],
      }),
    );
    const whole = Buffer.from(bytes).toString("latin1");
    expect(whole.replaceAll("\r\n", "")).not.toMatch(/[\r\n\x80-\xff\0]/);
    const parsed = await simpleParser(Buffer.from(bytes));
    expect([...parsed.headers.keys()].sort().join()).toBe(HEADERS);
    expect(parsed.to).toMatchObject({ value: [{ address: "kirsten@north.example" }] });
    expect(parsed.from?.value).toMatchObject([{ address: "support@desk.example" }]);
    expect(parsed.attachments).toHaveLength(1);
  });
  await fc.assert(property, { numRuns: 1500 });
});

test("a header that holds a control character is refused, not repaired", async () => {
  for (const change of [
    { subject: "a\r\nBcc: x@y.example" },
    { from: { name: "a\nb", address: "support@desk.example" } },
    { messageId: "<a\r\n@x>" },
    { references: ["<a b@x>"] },
    { headers: [["X-A", "a\r\nBcc: x"]] as const },
    { headers: [["X-A: y\r\nBcc", "a"]] as const },
  ]) {
    await expect(composer.compose(outgoing(change))).rejects.toMatchObject({ system: "composer", code: "unsafe-mail" });
  }
});

test("a Danish mail with an attached mail arrives as it was written", async () => {
  const content = Buffer.from("From: a@b\r\n\r\nhej\n", "utf8");
  const attachments = [{ filename: "målerdata fra i går.eml", contentType: "message/rfc822", content }];
  const text = "Kære Kåre\n\n.\n.. prikker\nFra nu af gælder øvrige Æbler.\n";
  const parsed = await simpleParser(
    Buffer.from(await composer.compose(outgoing({ text, attachments, subject: "Målerdata – æøå" }))),
  );
  expect(parsed.subject).toBe("Målerdata – æøå");
  expect(parsed.text?.replace(/\r\n/g, "\n").trimEnd()).toBe(text.trimEnd());
  expect(parsed.attachments[0]?.filename).toBe("målerdata fra i går.eml");
  expect(parsed.attachments[0]?.content.equals(content)).toBe(true);
});

test("10,000 values in every field that outsiders can write: a mail reaches whom it was meant for, with the fields it was meant to have", async () => {
  const { sent, refused, violations } = await fuzzCompose(20261124, 10_000);
  expect(violations).toEqual([]);
  // Neither a composer that refuses everything nor chance that never tries anything would prove a thing.
  expect(sent).toBeGreaterThan(refused);
  expect(refused).toBeGreaterThan(0);
});
