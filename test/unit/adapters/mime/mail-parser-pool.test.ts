import { afterAll, expect, test } from "@jest/globals";
import { createMailParser } from "../../../../src/adapters/mime/mail-parser-pool.ts";
import type { ParseOptions } from "../../../../src/usecases/ports/mail-parser.ts";

const workerUrl = new URL("../../../support/mime-worker.mjs", import.meta.url);
const parser = createMailParser({ workerUrl, maxThreads: 1 });
const options: ParseOptions = { trustedAuthServers: [], dns: "none", ownAddresses: [] };
const mail = (text: string): Buffer => Buffer.from(text.replaceAll("\n", "\r\n"));

afterAll(() => parser.close());

const WITH_FILE = mail(`From: One <one@north.example>
Subject: Log
Message-ID: <1@north.example>
Content-Type: multipart/mixed; boundary=b

--b

See the log.
--b
Content-Type: text/plain; name=backup.log
Content-Disposition: attachment; filename=backup.log
Content-Transfer-Encoding: base64

ZmFpbGVkCg==
--b--
`);

test("a mail is read in a worker, and the caller keeps its bytes", async () => {
  const parsed = await parser.parse(WITH_FILE, options);
  expect(parsed).toMatchObject({
    ok: true,
    mail: { subject: "Log", text: "See the log.", sender: { status: "usable" } },
  });
  expect(WITH_FILE.length).toBeGreaterThan(100);
});

test("the files of a mail come in the order it names them, with the same sums", async () => {
  const parsed = await parser.parse(WITH_FILE, options);
  const files = await parser.readAttachments(WITH_FILE);
  expect(files.map((file) => Buffer.from(file.content).toString())).toEqual(["failed\n"]);
  expect(parsed.ok && parsed.mail.attachments.map((file) => file.sha256)).toEqual(files.map((file) => file.sha256));
});

test("the worker asks name servers through the resolver that was handed in", async () => {
  const asked: string[] = [];
  const asking = createMailParser({
    workerUrl,
    resolve: async (name) => {
      asked.push(name);
      throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    },
  });
  const parsed = await asking.parse(WITH_FILE, { ...options, dns: "system" });
  await asking.close();
  expect(parsed).toMatchObject({
    ok: true,
    mail: { authenticity: { dkim: "none", dmarc: "none", source: "own-check" } },
  });
  expect(asked).toContain("_dmarc.north.example");
});

test("a mail that takes longer than its budget is stopped and reported, and the next one is read", async () => {
  const stuck = createMailParser({
    workerUrl: new URL("../../../support/stuck-worker.mjs", import.meta.url),
    maxThreads: 1,
    // Enough for a busy machine to start the worker of the second.
    budgetMs: 3_000,
  });
  const [first, second] = await Promise.all([
    stuck.parse(WITH_FILE, { ...options, ownAddresses: ["stuck"] }),
    stuck.parse(WITH_FILE, options),
  ]);
  await stuck.close();
  expect(first).toEqual({
    ok: false,
    why: "reading took longer than its budget and was stopped",
    headerOnly: { from: "One <one@north.example>", subject: "Log", messageId: "<1@north.example>" },
  });
  expect(second).toMatchObject({ ok: true });
});

test("a mail that takes more memory than its budget costs its worker, not the process", async () => {
  const hungry = createMailParser({
    workerUrl: new URL("../../../support/stuck-worker.mjs", import.meta.url),
    maxThreads: 1,
    heapMb: 64,
  });
  const first = await hungry.parse(WITH_FILE, { ...options, ownAddresses: ["hungry"] });
  const second = await hungry.parse(WITH_FILE, options);
  await hungry.close();
  expect(first).toMatchObject({ ok: false, why: "reading took more memory than its budget and was stopped" });
  expect(second).toMatchObject({ ok: true });
});

const nested = (depth: number): string => {
  const open = Array.from(
    { length: depth },
    (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\n\n--b${at}\n`,
  ).join("");
  return `From: one@north.example\n${open}\n\nThe innermost words.\n`;
};

test.each<[string, string, object]>([
  ["60 levels of parts", nested(60), { flags: ["truncated"] }],
  ["20,000 levels of parts", nested(20_000), { flags: expect.arrayContaining(["truncated"]) }],
  [
    "200,000 parts",
    `From: one@north.example\nContent-Type: multipart/mixed; boundary=b\n\n${"--b\n\nx\n".repeat(200_000)}--b--\n`,
    { flags: ["truncated"] },
  ],
  [
    "500,000 header lines",
    `From: one@north.example\n${"X-A: b\n".repeat(500_000)}\nwords\n`,
    { flags: ["truncated"], text: "words" },
  ],
  ["one header of 20 MB", `From: one@north.example\nX-A: ${"b".repeat(20_000_000)}\n\nwords\n`, { text: "words" }],
  ["300,000 addresses", `From: one@north.example\nTo: ${"a@b.example,".repeat(300_000)}\n\nwords\n`, { text: "words" }],
  ["a comment that never ends", `From: one@north.example ${"(".repeat(200_000)}\n\nwords\n`, { authentic: false }],
  [
    "200,000 beginnings of encoded words",
    `From: one@north.example\nSubject: ${"=? ".repeat(80_000)}?=\n\nwords\n`,
    { text: "words" },
  ],
  [
    "brackets that never close",
    `From: one@north.example\nReferences: ${"<".repeat(200_000)}\n\nwords\n`,
    { references: [] },
  ],
  [
    "HTML nested 30,000 deep",
    `From: one@north.example\nContent-Type: text/html\n\n${"<div>".repeat(30_000)}words${"</div>".repeat(30_000)}\n`,
    { text: "words", html: "" },
  ],
  ["5 MB of blanks", `From: one@north.example\n\n${" ".repeat(5_000_000)}x\n`, {}],
  ["5 MB of empty lines", `From: one@north.example\n\nwords\n${"\n".repeat(5_000_000)}x\n`, {}],
  ["300,000 lines of quotes", `From: one@north.example\n\nwords\n${">>> a > b\n".repeat(300_000)}`, {}],
  ["no bytes at all", "", { kind: "person", sender: { status: "unusable" } }],
  ["bytes that are no mail", "\u0000\u0001\u0002 no mail", { sender: { status: "unusable" } }],
])("hostile mail is read within the budget: %s", async (_, text, expected) => {
  const parsed = await parser.parse(mail(text), options);
  expect(parsed).toMatchObject({ ok: true, mail: expected });
});

test("a mail over 40 MB is known by its headers only", async () => {
  const big = Buffer.concat([mail("From: one@north.example\nSubject: Big\n\n"), Buffer.alloc(41 * 1024 * 1024, 0x61)]);
  const parsed = await parser.parse(big, options);
  expect(parsed).toMatchObject({ ok: true, mail: { subject: "Big", text: "", flags: ["oversize"], attachments: [] } });
});

test("a reader that was never needed ends at once, and reads nothing after it was closed", async () => {
  const unused = createMailParser({ workerUrl });
  await unused.close();
  expect(await unused.parse(WITH_FILE, options)).toMatchObject({
    ok: false,
    why: "reading failed: the reader of mail is closed",
  });
});

test("a prepared reader reads as any other, and ends when it is closed before its first mail", async () => {
  const prepared = createMailParser({ workerUrl });
  prepared.prepare();
  prepared.prepare();
  expect(await prepared.parse(WITH_FILE, options)).toMatchObject({ ok: true });
  await prepared.close();
  const unused = createMailParser({ workerUrl });
  unused.prepare();
  await unused.close();
});
