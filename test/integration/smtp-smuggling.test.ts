import path from "node:path";
import { expect } from "@jest/globals";
import { createComposer } from "../../src/adapters/mime/compose-mail.ts";
import { createSmtpSender } from "../../src/adapters/smtp/smtp-sender.ts";
import { createSigner } from "../../src/adapters/system/signer.ts";
import { createRenderer } from "../../src/adapters/templates/renderer.ts";
import { parseMailUrl } from "../../src/desk/parse-mail-url.ts";
import { oneLine } from "../../src/domain/outbound/one-line.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { NewOutboxMail } from "../../src/usecases/ports/outbox-store.ts";
import { queueMail } from "../../src/usecases/queue-mail.ts";
import { dovecot, type RunningDovecot, startDovecot } from "../support/dovecot.ts";
import { memoryOutbox } from "../support/memory-outbox.ts";
import { postfix, startPostfix } from "../support/postfix.ts";
import { readInbox } from "../support/read-inbox.ts";
import { testOn } from "../support/real-server.ts";
import { until } from "../support/until.ts";

const SUPPORT = { address: "support@desk.example", password: "secret" };
const CUSTOMER = { address: "kirsten@north.example", password: "secret of kirsten" };
const VICTIM = { address: "victim@north.example", password: "secret of the victim" };
const ENDINGS = ["\n.\n", "\n.\r\n", "\r.\r", "\r\n.\n", "\r\n.\r\n", "\r\n.\r", "\r.\r\n"];
const TRANSACTION =
  "MAIL FROM:<boss@desk.example>\r\nRCPT TO:<victim@north.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nBetal straks.\r\n.\r\n";

/** For each ending three mails: it stands in the texts, with a whole transaction behind it, and in the subject and the names. */
async function smugglingMails(): Promise<NewOutboxMail[]> {
  const desk = { name: "READy Support", address: SUPPORT.address };
  const renderer = await createRenderer(path.resolve("templates"), { ...desk, zone: "Europe/Copenhagen" });
  const services = {
    renderer,
    composer: createComposer(),
    signer: createSigner(["a secret of thirty-two bytes!!!!"]),
    desk,
  };
  const { stores, rows } = memoryOutbox();
  for (const ending of ENDINGS) {
    const text = `Før${ending}${TRANSACTION}Efter`;
    for (const [agentText, customerText, header] of [
      [text, "Hej", "Kirsten"],
      ["Hej", text, "Kirsten"],
      ["Hej", "Hej", text],
    ] as const) {
      const queued = await queueMail(stores, services, {
        class: "reply",
        ticketId: 5,
        ticketRef: "SV-7K3M9-2",
        to: [{ address: CUSTOMER.address, name: header }],
        fromName: header,
        template: "reply",
        language: "da",
        data: {
          subject: oneLine(header, 200),
          text: agentText,
          agentName: "Agent One",
          quoted: { at: instant(0), text: customerText },
        },
        replyTo: null,
      });
      expect(queued.kind).toBe("queued");
    }
  }
  return rows;
}

async function arrivedFor(imap: RunningDovecot, { address }: typeof CUSTOMER): Promise<string[]> {
  return (await readInbox(imap.imapUrlFor(address))).map((mail) => mail.toString("latin1"));
}

for (const forbids of ["yes", "no"]) {
  testOn(dovecot, postfix)(
    `with smtpd_forbid_bare_newline=${forbids}, each mail that holds a false ending is one mail with its bytes intact, and nothing else arrives`,
    async () => {
      const imap = await startDovecot([SUPPORT, CUSTOMER, VICTIM]);
      const settings = { smtpd_forbid_bare_newline: forbids };
      const smtp = await startPostfix({ authservId: "mx.desk.example", dovecot: imap, settings });
      try {
        const url = parseMailUrl(smtp.smtpUrlFor(SUPPORT.address), "smtp");
        if (!url.ok) throw new Error(url.message);
        const sender = createSmtpSender(url.server);
        const mails = await smugglingMails();
        for (const { envelopeFrom, bytes } of mails) {
          const request = { envelopeFrom, recipients: [CUSTOMER.address], bytes };
          expect((await sender.send(request, async () => true)).kind).toBe("answered");
        }
        await sender.close();
        await until(async () => (await arrivedFor(imap, CUSTOMER)).length >= mails.length);
        const arrived = await arrivedFor(imap, CUSTOMER);
        expect(arrived).toHaveLength(mails.length);
        for (const { bytes } of mails) {
          const sent = Buffer.from(bytes).toString("latin1").trimEnd();
          expect(arrived.filter((mail) => mail.includes(sent))).toHaveLength(1);
        }
        expect(await arrivedFor(imap, VICTIM)).toEqual([]);
      } finally {
        await smtp.stop();
        await imap.stop();
      }
    },
  );
}
