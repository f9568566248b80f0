import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { createMailParser } from "../../../src/adapters/mime/mail-parser-pool.ts";
import { mailCommand } from "../../../src/cli/mail-explain.ts";

const FIELDS =
  "file messageId inReplyTo references from to cc subject baseSubject date kind reasons bounce forwarded text replyText signature language html attachments authenticity flags".split(
    " ",
  );
const workerUrl = new URL("../../support/mime-worker.mjs", import.meta.url);
const directory = mkdtempSync(join(tmpdir(), "svartid-explain-"));

afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

async function explain(
  words: string[],
): Promise<{ lines: Record<string, unknown>[]; notices: string; failed: boolean }> {
  const said = { stdout: "", stderr: "" };
  const real = { stdout: process.stdout.write, stderr: process.stderr.write };
  for (const name of ["stdout", "stderr"] as const) {
    process[name].write = ((text: string) => {
      said[name] += text;
      return true;
    }) as typeof process.stdout.write;
  }
  try {
    const command = mailCommand(() => createMailParser({ workerUrl, maxThreads: 2 }));
    const failed = await command.parseAsync(["explain", ...words], { from: "user" }).then(
      () => false,
      () => true,
    );
    return {
      lines: said.stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
      notices: said.stderr,
      failed,
    };
  } finally {
    process.stdout.write = real.stdout;
    process.stderr.write = real.stderr;
  }
}

test("each file gives one line in the order given, with every field of the interface", async () => {
  const files = Array.from({ length: 12 }, (_, at) =>
    write(`${at}.eml`, `From: one@north.example\nSubject: ${at}\n\nx\n`),
  );
  const { lines, failed } = await explain(files);
  expect(lines.map((line) => [line.file, line.subject])).toEqual(files.map((file, at) => [file, String(at)]));
  for (const line of lines) expect(Object.keys(line)).toEqual(expect.arrayContaining(FIELDS));
  expect(failed).toBe(false);
});

test("a file that cannot be opened has its line too, and the command fails", async () => {
  const good = write("good.eml", "From: one@north.example\nSubject: Good\n\nx\n");
  const { lines, failed } = await explain([join(directory, "none.eml"), good]);
  expect(lines).toMatchObject([{ kind: "unreadable", reasons: ["there is no such file"] }, { subject: "Good" }]);
  expect(Object.keys(lines[0] ?? {})).toEqual(expect.arrayContaining(FIELDS));
  expect(failed).toBe(true);
});

test.each([
  ["an empty file", ""],
  ["bytes of another kind", "\u0000\u0001PK\u0003 \u00ff\u00fe to be"],
  ["nothing but line breaks", "\r\n\r\n"],
])("%s is said to be no mail, and read as what a mail server may hand over", async (_, content) => {
  const { lines, notices, failed } = await explain([write("other.eml", content)]);
  expect(lines).toMatchObject([{ kind: "person" }]);
  expect(notices).toMatch(/other\.eml: it is no mail: it is (?:empty|no text)/);
  expect(failed).toBe(false);
});

test("words without a header are read as a mail's: mail servers hand over such", async () => {
  const { lines } = await explain([write("note.eml", "hello world\nnothing is about: anything\n")]);
  expect(lines).toMatchObject([{ kind: "person", text: expect.stringContaining("hello world") }]);
});

test("what holds a line of a header is a mail, also below a line that is none", async () => {
  const { lines } = await explain([write("late.eml", "lost\nSubject: Late\n\nx\n"), write("bare.eml", "Date: x\n")]);
  expect(lines.map((line) => line.kind)).toEqual(["person", "person"]);
});

test("the receiving server that was named is believed, and an address of the desk is a loop", async () => {
  const results = "Authentication-Results: mx.desk.example; dmarc=pass header.from=desk.example\n";
  const file = write("loop.eml", `${results}From: support@desk.example\nSubject: Loop\n\nx\n`);
  const { lines } = await explain([file, "--trust", "mx.desk.example", "--own", "support@desk.example"]);
  expect(lines).toMatchObject([{ kind: "loop", authentic: true, authenticity: { dmarc: "pass", aligned: true } }]);
});
