import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { simpleParser } from "mailparser";
import { createComposer } from "../../src/adapters/mime/compose-mail.ts";
import { createRandomness } from "../../src/adapters/system/randomness.ts";
import { oneLine } from "../../src/domain/outbound/one-line.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { composeRequest } from "../../src/usecases/requests/compose-request.ts";

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 400 }),
  fc.constantFrom(
    'Ida "x" <v@evil.example>',
    "a, b; c:",
    "=?utf-8?q?x?=",
    "\ud800",
    "x".repeat(500),
    "\n.\r\n.\r",
    "()",
    "\\",
  ),
);
const deps = {
  composer: createComposer(),
  randomness: createRandomness(),
  desk: { address: "support@desk.example", name: "Støtte, A/S" },
};

test("whatever somebody says on the phone, one plain mail from them to the desk is written of it, with their words in it", async () => {
  const property = fc.asyncProperty(nasty, nasty, nasty, fc.boolean(), async (name, subject, text, hasFile) => {
    const bytes = await composeRequest(
      deps,
      {
        stated: {
          channel: "phone",
          requester: { address: "ida@north.example", name: oneLine(name, 200) },
          level: null,
          service: null,
          language: null,
          voucher: null,
        },
        subject: oneLine(subject, 500) || "subject",
        text: text.trim() === "" ? "text" : text,
        attachments: hasFile
          ? [{ filename: oneLine(name, 80) || "a", contentType: name, content: Buffer.from(text) }]
          : [],
      },
      instant(Date.UTC(2026, 10, 24, 12)),
    );
    const mail = await simpleParser(Buffer.from(bytes));
    expect(mail.to).toMatchObject({ value: [{ address: "support@desk.example" }] });
    expect(mail.from?.value).toMatchObject([{ address: "ida@north.example" }]);
    expect(mail.headers.has("cc") || mail.headers.has("bcc")).toBe(false);
    const plain = (written: string) => written.toWellFormed().replace(/\r\n?/g, "\n").trim();
    expect(plain(mail.text ?? "")).toBe(plain(text) || "text");
    expect(mail.html).toBe(false);
    expect(mail.attachments).toHaveLength(hasFile ? 1 : 0);
  });
  await fc.assert(property, { numRuns: 600, seed: 20261128 });
});
