import { expect, test } from "@jest/globals";
import { createMailboxReader } from "../../src/adapters/imap/create-mailbox-reader.ts";
import { audit } from "../../src/usecases/audit.ts";
import { auditInbound } from "../../src/usecases/audit-inbound.ts";
import { auditMailbox } from "../../src/usecases/audit-mailbox.ts";
import { startEmbeddedMailbox } from "../support/embedded-mailbox.ts";
import { eventually } from "../support/eventually.ts";
import { smallMail } from "../support/intake.ts";
import { type Scene, sceneTest } from "../support/intake-scene.ts";

const promise = sceneTest(test, startEmbeddedMailbox);

async function auditScene({ intake, mailbox }: Scene, heal = false) {
  const reader = createMailboxReader({
    server: mailbox.server,
    folder: "INBOX",
    after: { kind: "keep" },
    log: intake.log,
  });
  const mailboxId = await intake.mailboxes.ensure("support", "INBOX");
  const deps = { reader, mailboxes: intake.mailboxes, sightings: intake.sightings, onAccepted: () => undefined };
  const request = { mailboxId, mailbox: "support", folder: "INBOX", heal };
  return await audit([auditMailbox(deps, request), auditInbound(intake.sightings)]);
}

/** Reads three mails, stops, and takes the second out of the database as if it had never been accepted. */
async function passOver(scene: Scene): Promise<void> {
  await scene.appendMany(1, 3);
  const reading = scene.intake.read(scene.mailbox.server);
  await scene.accepted(3);
  await reading.stop();
  const { db } = scene.intake;
  const row = await db.selectFrom("sighting").select("inbound_email_id").where("uid", "=", 2).executeTakeFirstOrThrow();
  await db.deleteFrom("sighting").where("uid", "=", 2).execute();
  await db.deleteFrom("inbound_email").where("id", "=", row.inbound_email_id).execute();
}

promise("a mailbox of which everything was accepted leaves nothing unaccounted for", async (scene) => {
  await scene.appendMany(1, 3);
  const reading = scene.intake.read(scene.mailbox.server);
  await scene.accepted(3);
  await reading.stop();
  await scene.mailbox.append(smallMail(4));
  const report = await auditScene(scene);
  expect(report).toMatchObject({ ok: true, unaccounted: 0 });
  expect(report.checks.map(({ name, count }) => [name, count])).toEqual([
    ["mailbox support: mails sighted", 3],
    ["mailbox support: mails to read", 1],
    ["inbound emails: filed", 0],
    ["inbound emails: quarantined", 0],
    ["inbound emails: to file", 3],
  ]);
});

promise("a mail that reading passed over is named, and accepted when asked to heal", async (scene) => {
  await passOver(scene);
  const report = await auditScene(scene);
  expect(report).toMatchObject({ ok: false, unaccounted: 1 });
  expect(report.checks[0]?.faults).toEqual(["UID 2 in INBOX of mailbox support was never accepted"]);
  expect(await auditScene(scene, true)).toMatchObject({ ok: true });
  expect(await auditScene(scene)).toMatchObject({ ok: true });
  await scene.accepted(3);
});

promise("a reader that starts finds what was passed over and accepts it", async (scene) => {
  await passOver(scene);
  scene.intake.read(scene.mailbox.server);
  await scene.accepted(3);
  await eventually("an alarm", () => scene.logged("mails had been passed over in the folder"));
});

promise("emails that are filed without a filing, or sighted nowhere, are named", async (scene) => {
  await scene.appendMany(1, 2);
  const reading = scene.intake.read(scene.mailbox.server);
  await scene.accepted(2);
  await reading.stop();
  const { db } = scene.intake;
  await db.updateTable("inbound_email").set({ state: "filed" }).where("id", "=", 1).execute();
  await db.deleteFrom("sighting").where("inbound_email_id", "=", 2).execute();
  const { checks } = await auditScene(scene);
  expect(checks.find(({ name }) => name === "inbound emails: filed")?.faults).toEqual([
    "inbound email 1 counts as filed, but has no filing",
    "inbound email 2 was accepted, but sighted nowhere",
  ]);
});

promise("mails that the server hides from SEARCH are found and accepted, with an alarm", async (scene) => {
  const { proxy, server } = await scene.proxied();
  proxy.setFaults({ rewrite: (said) => said.replace(/^\* SEARCH [\d ]+\r\n/gm, "* SEARCH\r\n") });
  await scene.appendMany(1, 3);
  scene.intake.read(server);
  await scene.accepted(3);
  expect(scene.logged("server hides mail from SEARCH, listed by FETCH")).toBe(true);
});
