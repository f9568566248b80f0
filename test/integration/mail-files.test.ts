import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mailFiles } from "../../src/adapters/files/read-mails.ts";
import { parseInstant } from "../../src/domain/time/instant.ts";
import { ingestMail } from "../../src/usecases/ingest-mail.ts";
import { startEmbeddedMailbox } from "../support/embedded-mailbox.ts";
import { eventually } from "../support/eventually.ts";
import { countRows, openIntake, smallMail } from "../support/intake.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-files-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const path = join(directory, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function read(...paths: string[]) {
  const found = [];
  for await (const one of mailFiles.readMails(paths)) found.push(one);
  return found;
}

async function texts(...paths: string[]): Promise<string[]> {
  return (await read(...paths)).map((one) =>
    one.kind === "mail" ? Buffer.from(one.bytes).toString("latin1") : one.kind,
  );
}

test("an mbox gives its mails as they were before they were put into it", async () => {
  const mbox = write(
    "box.mbox",
    [
      "From customer@north.example Tue Nov 24 10:00:00 2026",
      "Subject: one",
      "",
      "From here on it is text, and so is what follows.",
      ">From the quoted line one mark is taken,",
      ">>From this one, too.",
      "> From stays.",
      "",
      "From - Tue Nov 24 10:01:00 2026",
      "Subject: two",
      "",
      "last line without an end",
    ].join("\n"),
  );
  expect(await texts(mbox)).toEqual([
    "Subject: one\r\n\r\nFrom here on it is text, and so is what follows.\r\nFrom the quoted line one mark is taken,\r\n>From this one, too.\r\n> From stays.\r\n",
    "Subject: two\r\n\r\nlast line without an end",
  ]);
});

test("an mbox of many pieces gives the same mails as one read at once", async () => {
  const count = 400;
  const mails = Array.from({ length: count }, (_, index) => `Subject: ${index}\n\n${"text of a mail\n".repeat(200)}`);
  const mbox = write(
    "large.mbox",
    mails.map((mail) => `From a@b.example Tue Nov 24 10:00:00 2026\n${mail}\n`).join(""),
  );
  expect(await texts(mbox)).toEqual(mails.map((mail) => mail.replaceAll("\n", "\r\n")));
});

test("a Maildir gives what was delivered, and nothing that is half written or in its subfolders", async () => {
  write("maildir/cur/1700000000.M1P1.host:2,S", "Subject: read\n\nx\n");
  write("maildir/new/1700000001.M2P1.host", "Subject: new\n\nx\n");
  write("maildir/tmp/1700000002.M3P1.host", "Subject: half");
  write("maildir/.Sent/cur/1700000003.M4P1.host:2,S", "Subject: sent\n\nx\n");
  expect(await texts(join(directory, "maildir"))).toEqual(["Subject: read\r\n\r\nx\r\n", "Subject: new\r\n\r\nx\r\n"]);
});

test("in a directory other files are left out and said, and a file that is named is taken as it is, if it is a mail", async () => {
  write("box/a.eml", "Subject: a\r\n\r\nx\r\n");
  write("box/deep/b.txt", "Received: by mx.desk.example; Tue, 24 Nov 2026 10:00:00 +0100\r\nSubject: b\r\n\r\nx\r\n");
  const notes = write("box/notes.txt", "Remember the milk.\n");
  expect((await read(join(directory, "box"))).map(({ kind }) => kind)).toEqual(["mail", "mail", "skipped"]);
  expect(await texts(notes)).toEqual(["Remember the milk.\r\n"]);
  const picture = write("picture.png", "\u0000\u0001PNG");
  expect(await read(picture)).toEqual([
    { kind: "unreadable", place: picture, why: expect.stringMatching(/^it is no mail: it is no text/) },
  ]);
  expect(await texts(write("lost.txt", "lost line\nSubject: c\n\nx\n"))).toEqual([
    "lost line\r\nSubject: c\r\n\r\nx\r\n",
  ]);
});

test("a path that is not there is named, and the others are read", async () => {
  const mail = write("a.eml", "Subject: a\r\n\r\nx\r\n");
  const missing = join(directory, "missing.eml");
  expect(await read(missing, mail)).toEqual([
    { kind: "unreadable", place: missing, why: "there is no such file or directory" },
    expect.objectContaining({ kind: "mail", place: mail }),
  ]);
});

test("bytes are kept unless every line ends in a bare LF", async () => {
  const mixed = Buffer.from("Subject: a\r\n\r\n\xe6\xf8\xe5\x00 bare\nlf\r\n", "latin1");
  expect(await texts(write("mixed.eml", mixed))).toEqual([mixed.toString("latin1")]);
});

test("when a mail came in is read from its topmost Received header, and only told", async () => {
  const path = write(
    "a.eml",
    "Received: from a.example by mx.desk.example\r\n\twith ESMTPS id 1;\r\n Fri, 20 Nov 2026 09:30:15 +0100 (CET)\r\nReceived: by b.example; Thu, 19 Nov 2026 09:30:15 +0100\r\n\r\nx\r\n",
  );
  expect(await read(path)).toEqual([expect.objectContaining({ receivedAt: parseInstant("2026-11-20T08:30:15Z") })]);
});

test("the same mail from a server, from a file and from the file again is one inbound email", async () => {
  const mailbox = await startEmbeddedMailbox();
  const intake = await openIntake();
  try {
    await mailbox.append(smallMail(1));
    intake.read(mailbox.server);
    await eventually("the mail from the server", async () => (await countRows(intake.db, "inbound_email")) === 1);
    const mailboxId = await intake.mailboxes.ensure("support", "INBOX");
    write("box/1.eml", smallMail(1).toString().replaceAll("\r\n", "\n"));
    write("box/2.eml", smallMail(2));
    const told: number[] = [];
    const deps = { source: mailFiles, mailboxes: intake.mailboxes, onAccepted: (count: number) => told.push(count) };
    const request = { paths: [join(directory, "box")], mailboxId, trustReceived: false };
    const first = await ingestMail(deps, request);
    expect(first).toEqual({ read: 2, accepted: 1, known: 1, skipped: 0, unreadable: [] });
    expect(await ingestMail(deps, request)).toEqual({ read: 2, accepted: 0, known: 2, skipped: 0, unreadable: [] });
    expect(told).toEqual([1]);
    expect(await countRows(intake.db, "inbound_email")).toBe(2);
    expect(await countRows(intake.db, "sighting")).toBe(3);
  } finally {
    await intake.close();
    await mailbox.stop();
  }
});
