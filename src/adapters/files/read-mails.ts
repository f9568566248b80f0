import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { whyNoMail } from "../../domain/email/why-no-mail.ts";
import type { FoundMail, MailPlace, MailSource } from "../../usecases/ports/mail-source.ts";
import { asOnWire } from "./as-on-wire.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import { receivedAt } from "./received-at.ts";
import { beginsMbox, splitMbox } from "./split-mbox.ts";

const START_BYTES = 1_000;
/** What a mail begins with in practice, so that notes and other files in a directory are not taken for mail. */
const MAIL_START =
  /^(?:From |(?:return-path|received|delivered-to|from|to|cc|date|subject|message-id|reply-to|sender|mime-version|x-[\w-]+|arc-[\w-]+|dkim-signature|authentication-results|content-[\w-]+|list-[\w-]+)[ \t]*:)/i;
const IN_MAILDIR = /[/\\](?:cur|new)[/\\][^/\\]+$/;

/** `.eml`, mbox, Maildir and directories of them. An mbox is read as a stream: its size does not matter. */
export const mailFiles: MailSource = {
  async *readMails(paths) {
    for (const path of paths) {
      for await (const file of findFiles(path)) yield* readFound(file);
    }
  },

  async readAgain({ file, offset, length }) {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return describe(await withoutSeparator(buffer.subarray(0, bytesRead)));
    } finally {
      await handle.close();
    }
  },
};

async function withoutSeparator(stored: Buffer): Promise<Buffer> {
  if (!beginsMbox(stored)) return stored;
  for await (const { bytes } of splitMbox(inOnePiece(stored))) return bytes;
  return stored;
}

async function* inOnePiece(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* readFound(file: FoundFile): AsyncGenerator<FoundMail> {
  if (file.kind === "unreadable") {
    yield { kind: "unreadable", place: file.path, why: explain(file.code) };
    return;
  }
  try {
    yield* readMailFile(file.path, file.named);
  } catch (error) {
    yield { kind: "unreadable", place: file.path, why: explain(codeOf(error)) };
  }
}

async function* readMailFile(path: string, named: boolean): AsyncGenerator<FoundMail> {
  const start = await readStart(path);
  const isMail = named || /\.eml$/i.test(path) || IN_MAILDIR.test(path) || MAIL_START.test(start.toString("latin1"));
  if (!isMail) {
    yield { kind: "skipped", place: path };
    return;
  }
  if (!beginsMbox(start)) {
    const stored = await readFile(path);
    const why = whyNoMail(stored);
    if (why !== null) yield { kind: "unreadable", place: path, why };
    else yield mail(path, stored, { file: path, offset: 0, length: stored.length });
    return;
  }
  let number = 0;
  for await (const { bytes, offset, length } of splitMbox(createReadStream(path, { highWaterMark: 1 << 18 }))) {
    number += 1;
    yield mail(`${path}#${number}`, bytes, { file: path, offset, length });
  }
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function mail(place: string, stored: Buffer, at: MailPlace): FoundMail {
  return { kind: "mail", place, at, ...describe(stored) };
}

function describe(stored: Buffer) {
  const bytes = asOnWire(stored);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { bytes, sha256, receivedAt: receivedAt(bytes) };
}

function explain(code: string): string {
  if (code === "ENOENT") return "there is no such file or directory";
  if (code === "EACCES" || code === "EPERM") return "it may not be read by this user";
  return `it cannot be read (${code})`;
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown";
}
