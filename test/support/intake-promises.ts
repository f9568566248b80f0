import { createHash } from "node:crypto";
import { expect } from "@jest/globals";
import { createMailboxReader } from "../../src/adapters/imap/create-mailbox-reader.ts";
import { waiting } from "../../src/adapters/system/waiting.ts";
import type { MailboxReader } from "../../src/usecases/ports/mailbox-reader.ts";
import { eventually } from "./eventually.ts";
import { countRows, smallMail } from "./intake.ts";
import { sceneTest, type Test } from "./intake-scene.ts";
import type { MailboxServer } from "./mailbox-server.ts";

/** What intake promises while nothing breaks, whatever IMAP server it reads from. */
export function promiseIntake(test: Test, start: () => Promise<MailboxServer>): void {
  const promise = sceneTest(test, start);

  promise("keeps every mail byte by byte, whatever is in it, and when the server received it", async (scene) => {
    const receivedAt = new Date("2026-11-20T09:30:15Z");
    const mails = [
      smallMail(1),
      Buffer.from("From: a@north.example\r\nSubject: without a Message-ID\r\n\r\ntext\r\n"),
      Buffer.from("From: s\xf8ren@north.example\r\nSubject: bl\xe5b\xe6r \xff\xfe\r\n\r\n\x80\x81 8-bit\r\n", "latin1"),
      Buffer.from("Subject: UTF-8 æøå\r\n\r\nÆØÅ €\r\n"),
      Buffer.from("\r\n"),
      Buffer.from("no header at all\r\n"),
      Buffer.from(`Subject: long line\r\n\r\n${"x".repeat(200_000)}\r\n`),
    ];
    for (const bytes of mails) await scene.mailbox.append(bytes, { receivedAt });
    scene.intake.read(scene.mailbox.server);
    await scene.accepted(mails.length);
    const rows = await scene.intake.db
      .selectFrom("inbound_email")
      .innerJoin("raw_mail", "raw_mail.sha256", "inbound_email.sha256")
      .select(["inbound_email.id", "internal_date", "bytes", "size", "raw_mail.sha256"])
      .orderBy("inbound_email.id")
      .execute();
    for (const [index, bytes] of mails.entries()) {
      const row = rows[index]!;
      expect(Buffer.compare(Buffer.from(row.bytes), bytes)).toBe(0);
      expect(row.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      expect(row.size).toBe(bytes.length);
      expect(row.internal_date).toEqual(receivedAt);
    }
  });

  promise("a mail that comes while nothing is polled is accepted as the server tells of it", async (scene) => {
    scene.intake.read(scene.mailbox.server, { settings: { pollSeconds: 600 } });
    await scene.firstLook();
    await scene.mailbox.append(smallMail(1));
    await scene.accepted(1);
  });

  promise("mails are found by polling where the server never tells of them", async (scene) => {
    const reader = deaf(
      createMailboxReader({
        server: scene.mailbox.server,
        folder: "INBOX",
        after: { kind: "keep" },
        log: scene.intake.log,
      }),
    );
    scene.intake.read(scene.mailbox.server, { deps: { reader }, settings: { pollSeconds: 1 } });
    await scene.firstLook();
    await scene.mailbox.append(smallMail(1));
    await scene.accepted(1);
  });

  promise("the same mail delivered twice is one inbound email with two sightings", async (scene) => {
    await scene.mailbox.append(smallMail(1));
    await scene.mailbox.append(smallMail(1));
    await scene.mailbox.append(smallMail(2));
    scene.intake.read(scene.mailbox.server);
    await scene.sighted(3);
    expect(await countRows(scene.intake.db, "inbound_email")).toBe(2);
  });

  promise("mails are accepted in the order of their UIDs, and a restart goes on where it ended", async (scene) => {
    await scene.appendMany(1, 12);
    const reading = scene.intake.read(scene.mailbox.server, { settings: { batch: { mails: 5, bytes: 8_000_000 } } });
    await scene.accepted(12);
    await reading.stop();
    await scene.appendMany(13, 14);
    scene.intake.read(scene.mailbox.server);
    await scene.accepted(14);
    const rows = await scene.intake.db.selectFrom("sighting").select("uid").orderBy("inbound_email_id").execute();
    const uids = rows.map((row) => row.uid);
    expect(uids).toEqual(uids.toSorted((a, b) => a - b));
  });

  promise(
    "of a mail over the limit the beginning and the true size are accepted, and no other waits",
    async (scene) => {
      const large = Buffer.from(`Subject: large\r\n\r\n${"0123456789abcd\r\n".repeat(5_000)}`);
      await scene.mailbox.append(smallMail(1));
      await scene.mailbox.append(large);
      await scene.mailbox.append(smallMail(2));
      scene.intake.read(scene.mailbox.server, { reader: { maxMailBytes: 20_000 } });
      await scene.accepted(3);
      const rows = await scene.intake.db.selectFrom("raw_mail").selectAll().orderBy("size").execute();
      expect(rows.map((row) => row.size)).toEqual([smallMail(1).length, smallMail(2).length, large.length]);
      expect(Buffer.compare(Buffer.from(rows[2]!.bytes), large.subarray(0, 20_000))).toBe(0);
      expect(scene.intake.lines.filter((line) => line.level === "warn" && line.kept === 20_000)).toHaveLength(1);
    },
  );

  promise(
    "a large mail is fetched in pieces and kept whole, also where its size is a number of whole pieces",
    async (scene) => {
      const large = [1, 2].map((number) => {
        const head = `Subject: large ${number}\r\n\r\n`;
        return Buffer.from(head.padEnd(20_000 + (number === 1 ? 0 : 1_234), "abcdefghijkl\r\n"));
      });
      await scene.mailbox.append(smallMail(1));
      for (const bytes of large) await scene.mailbox.append(bytes);
      await scene.mailbox.append(smallMail(2));
      scene.intake.read(scene.mailbox.server, { reader: { pieceBytes: 5_000 } });
      await scene.accepted(4);
      const rows = await scene.intake.db.selectFrom("raw_mail").selectAll().orderBy("size").execute();
      const kept = rows.slice(2).map((row) => Buffer.from(row.bytes));
      expect(kept.map((bytes, index) => Buffer.compare(bytes, large[index]!))).toEqual([0, 0]);
      expect(rows.slice(2).map((row) => row.size)).toEqual([20_000, 21_234]);
    },
  );

  promise("flags what was accepted, and marks nothing as read", async (scene) => {
    await scene.appendMany(1, 3);
    scene.intake.read(scene.mailbox.server, { settings: { after: { kind: "flag" } } });
    await eventually("three flags", async () =>
      (await scene.mailbox.list()).every((mail) => mail.flags.includes("\\Flagged")),
    );
    expect((await scene.mailbox.list()).filter((mail) => mail.flags.includes("\\Seen"))).toHaveLength(0);
  });

  promise("moves what was accepted, and accepts what comes after", async (scene) => {
    await scene.mailbox.createFolder("Done");
    await scene.appendMany(1, 3);
    scene.intake.read(scene.mailbox.server, { settings: { after: { kind: "move", folder: "Done" } } });
    await eventually("three mails moved", async () => (await scene.mailbox.list("Done")).length === 3);
    await scene.appendMany(4, 5);
    await eventually("five mails moved", async () => (await scene.mailbox.list("Done")).length === 5);
    expect(await scene.mailbox.list()).toHaveLength(0);
    expect(await countRows(scene.intake.db, "inbound_email")).toBe(5);
  });

  promise("a folder to move to that is not there costs no mail", async (scene) => {
    await scene.appendMany(1, 3);
    scene.intake.read(scene.mailbox.server, { settings: { after: { kind: "move", folder: "Nowhere" } } });
    await scene.accepted(3);
    await eventually("a warning", () => scene.logged("accepted mails were not moved"));
    expect(await scene.mailbox.list()).toHaveLength(3);
  });
}

/** The same reader without the server's news. */
function deaf(reader: MailboxReader): MailboxReader {
  return {
    async connect(signal) {
      const connection = await reader.connect(signal);
      return { ...connection, waitForNews: (milliseconds, raised) => waiting.sleep(milliseconds, raised) };
    },
  };
}
