import { expect } from "@jest/globals";
import { eventually } from "./eventually.ts";
import { countRows, smallMail } from "./intake.ts";
import { sceneTest, type Test } from "./intake-scene.ts";
import type { MailboxServer } from "./mailbox-server.ts";

/** What intake promises while things break, whatever IMAP server it reads from. */
export function promiseIntakeUnderFaults(test: Test, start: () => Promise<MailboxServer>): void {
  const promise = sceneTest(test, start);

  promise("a new UIDVALIDITY gives new sightings of the same emails, an alarm, and loses nothing", async (scene) => {
    await scene.appendMany(1, 5);
    scene.intake.read(scene.mailbox.server);
    await scene.sighted(5);
    await scene.mailbox.resetUidvalidity();
    await scene.mailbox.append(smallMail(6));
    await scene.sighted(11);
    expect(await countRows(scene.intake.db, "inbound_email")).toBe(6);
    expect(scene.logged("folder was renumbered by its server, reading all of it again")).toBe(true);
  });

  for (const cut of ["reset", "end", "hole"] as const) {
    promise(`connections that break (${cut}) in the middle of fetches lose and double nothing`, async (scene) => {
      await scene.appendMany(1, 40);
      const { proxy, server } = await scene.proxied();
      proxy.setFaults({ cutAfterBytes: 7_000, cut });
      scene.intake.read(server, {
        settings: { pollSeconds: 1, batch: { mails: 10, bytes: 8_000_000 } },
        reader: { socketTimeoutMs: 1_000 },
      });
      await eventually("some mails through broken connections", async () => {
        return proxy.connections() >= 3 && (await countRows(scene.intake.db, "inbound_email")) > 0;
      });
      proxy.setFaults({});
      proxy.cutAll("reset");
      await scene.accepted(40);
      expect(await countRows(scene.intake.db, "sighting")).toBe(40);
    });
  }

  promise("a connection in which nothing moves any more is cut and made anew", async (scene) => {
    const { proxy, server } = await scene.proxied();
    scene.intake.read(server, { settings: { pollSeconds: 1 } });
    await scene.firstLook();
    proxy.cutAll("hole");
    await scene.mailbox.append(smallMail(1));
    await scene.accepted(1);
    expect(scene.logged("mail connection stands still and is cut")).toBe(true);
  });

  promise("a slow mailbox holds up no other", async (scene) => {
    await scene.appendMany(1, 3);
    const { proxy, server } = await scene.proxied();
    proxy.setFaults({ delayMs: 5_000 });
    scene.intake.read(server, { settings: { mailbox: "slow" } });
    scene.intake.read(scene.mailbox.server, { settings: { mailbox: "quick" } });
    await scene.accepted(3);
  });

  promise("of two readers one reads, and the other takes over when it ends", async (scene) => {
    await scene.appendMany(1, 3);
    const first = scene.intake.read(scene.mailbox.server);
    await scene.accepted(3);
    scene.intake.read(scene.mailbox.server);
    await first.stop();
    await scene.appendMany(4, 6);
    await scene.accepted(6);
    expect(await countRows(scene.intake.db, "sighting")).toBe(6);
  });

  promise("a reader that slept through its lease writes nothing any more", async (scene) => {
    const { mailboxes } = scene.intake;
    await scene.appendMany(1, 3);
    let overtaken = false;
    const paused = {
      ...mailboxes,
      // As a process that is stopped just before its transaction, for longer than its lease.
      async accept(acceptance: Parameters<typeof mailboxes.accept>[0]) {
        if (!overtaken) {
          overtaken = true;
          await mailboxes.releaseLease(acceptance.mailboxId, acceptance.epoch ?? 0);
          await mailboxes.acquireLease(acceptance.mailboxId, "another reader", 2);
          const result = await mailboxes.accept(acceptance);
          expect(result).toEqual({ kind: "fenced" });
          expect(await countRows(scene.intake.db, "raw_mail")).toBe(0);
          expect(await mailboxes.findCursor(acceptance.mailboxId, "INBOX")).toMatchObject({ lastUid: 0 });
          return result;
        }
        return mailboxes.accept(acceptance);
      },
    };
    scene.intake.read(scene.mailbox.server, { deps: { mailboxes: paused } });
    await scene.accepted(3);
    expect(overtaken).toBe(true);
  });

  promise("a refused login is recorded with its mend, and not tried again at once", async (scene) => {
    const { proxy, server } = await scene.proxied();
    scene.intake.read({ ...server, password: "wrong" });
    await eventually("the refusal on record", async () => {
      const [state] = await scene.intake.mailboxes.list();
      return state?.lastError?.includes("refused the login: correct user and password") ?? false;
    });
    expect((await scene.intake.mailboxes.list())[0]?.lastSuccessAt).toBeNull();
    expect(proxy.connections()).toBe(1);
  });

  promise("a server that cannot be reached is recorded, and read as soon as it can be", async (scene) => {
    const { proxy, server } = await scene.proxied();
    await proxy.pause();
    scene.intake.read(server);
    await eventually("the failure on record", async () => {
      const [state] = await scene.intake.mailboxes.list();
      return state?.lastError?.includes("cannot be reached") ?? false;
    });
    await proxy.resume();
    await scene.mailbox.append(smallMail(1));
    await scene.accepted(1);
    await scene.firstLook();
    expect((await scene.intake.mailboxes.list())[0]?.lastError).toBeNull();
  });

  promise("without STARTTLS nothing is sent to a server that must have it", async (scene) => {
    scene.intake.read({ ...scene.mailbox.server, security: "starttls" });
    await eventually("the failure on record", async () => {
      const [state] = await scene.intake.mailboxes.list();
      return state?.lastError?.includes("gave no protected connection") ?? false;
    });
  });
}
