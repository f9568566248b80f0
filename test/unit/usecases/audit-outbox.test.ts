import { expect, test } from "@jest/globals";
import type { MailClass } from "../../../src/domain/outbound/mail-class.ts";
import { audit } from "../../../src/usecases/audit.ts";
import { auditOutbox } from "../../../src/usecases/audit-outbox.ts";
import type { OutboxListing } from "../../../src/usecases/ports/outbox-store.ts";

function uncertain(id: number, mailClass: MailClass): OutboxListing {
  const ticket = "SV-7K3M9-2";
  return {
    id,
    class: mailClass,
    state: "uncertain",
    ticket,
    messageId: `<${id}@x>`,
    recipients: [],
    attempts: 1,
    nextAt: null,
    lastError: null,
    route: null,
  };
}

async function look(mails: OutboxListing[]) {
  return await audit([
    auditOutbox({ count: async () => ({ sent: 3, uncertain: mails.length }), list: async () => mails }),
  ]);
}

test("a person's answer of which nobody knows whether it arrived is unaccounted for, by its id", async () => {
  const report = await look([uncertain(12, "reply")]);
  expect(report).toMatchObject({ ok: false, unaccounted: 1 });
  expect(report.checks.flatMap((check) => check.faults)[0]).toContain("mail 12");
});

test("an acknowledgement of that fate is settled by its class: given up, and counted", async () => {
  const report = await look([uncertain(13, "acknowledgement")]);
  expect(report).toMatchObject({ ok: true, unaccounted: 0 });
  expect(report.checks.find((check) => check.name === "outbox: uncertain")?.count).toBe(1);
});
