import { expect } from "@jest/globals";
import { createJournal } from "../../src/adapters/imap/create-journal.ts";
import { parseMailUrl } from "../../src/desk/parse-mail-url.ts";
import { dovecot, startDovecot } from "../support/dovecot.ts";
import { testOn } from "../support/real-server.ts";
import { silentLog } from "../support/silent-log.ts";

const test = testOn(dovecot);
const ADDRESS = "journal@desk.example";
const FIRST = "<o.aaaa.1234567890abcdef@desk.example>";
const SECOND = "<o.bbbb.1234567890abcdef@desk.example>";

test("in a journal on Dovecot a mail is found by its whole Message-ID, and no other", async () => {
  const server = await startDovecot([{ address: ADDRESS, password: "a password of the tests" }]);
  try {
    const mail = (id: string) => Buffer.from(`Message-ID: ${id}\r\nSubject: en kopi\r\n\r\nHej.\r\n`);
    server.appendMany(ADDRESS, [mail(FIRST), mail("<o.cccc.1234567890abcdef@desk.example>")]);
    const url = parseMailUrl(server.imapUrlFor(ADDRESS), "imap");
    if (!url.ok) throw new Error(url.message);
    const journal = createJournal({ server: url.server, folder: "INBOX", log: silentLog });
    await journal.check();
    const found = await journal.find([FIRST, SECOND]);
    expect([...found.keys()]).toEqual([FIRST]);
    expect(found.get(FIRST)).toBeGreaterThan(0);
    await expect(createJournal({ server: url.server, folder: "Nowhere", log: silentLog }).check()).rejects.toThrow(
      'The folder "Nowhere" is not in the mailbox',
    );
  } finally {
    await server.stop();
  }
});
