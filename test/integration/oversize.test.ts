import { expect, test } from "@jest/globals";
import { openTestDesk } from "../support/open-test-desk.ts";
import { SUPPORT_MAILBOX, testDesk } from "../support/test-desk.ts";

test("a mail over 40 MB opens a ticket by its header, with the original stored whole", async () => {
  const desk = await openTestDesk(testDesk(SUPPORT_MAILBOX));
  try {
    const head = [
      "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example",
      "From: Kirsten <kirsten@north.example>",
      "To: support@desk.example",
      "Subject: All our logs",
      "Message-ID: <large@north.example>",
      "Date: Tue, 24 Nov 2026 10:00:00 +0100",
    ].join("\r\n");
    const line = `${"0123456789".repeat(7)}\r\n`;
    const large = `${head}\r\n\r\n${line.repeat(Math.ceil((42 * 1024 * 1024) / line.length))}`;
    await desk.file(large);
    const { database } = desk.open;
    expect(await database.selectFrom("ticket").select("subject").execute()).toEqual([{ subject: "All our logs" }]);
    expect(await database.selectFrom("raw_mail").select("size").execute()).toEqual([{ size: large.length }]);
  } finally {
    await desk.close();
  }
});
