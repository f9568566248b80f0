import { expect } from "@jest/globals";
import { eventually } from "./eventually.ts";
import { clientTo } from "./imap-client.ts";
import { countRows, smallMail } from "./intake.ts";
import { type Scene, sceneTest, type Test } from "./intake-scene.ts";
import type { MailboxServer } from "./mailbox-server.ts";
import { startTcpProxy } from "./tcp-proxy.ts";

const RENUMBERED = "folder was renumbered by its server, reading all of it again";
/** At so many places of what the server says its connection is cut. */
const CUTS = 20;

/** What intake promises when the server lies, and when others work in the mailbox meanwhile. */
export function promiseIntakeAmongLies(test: Test, start: () => Promise<MailboxServer>): void {
  const promise = sceneTest(test, start);

  for (const [lie, rewrite] of [
    ["whose SEARCH finds nothing", noSearch],
    ["whose UIDNEXT stays at 1", noUidNext],
    ["that does both", (said: string) => noSearch(noUidNext(said))],
  ] as const) {
    promise(`a server ${lie} hides no mail, and none is read twice`, async (scene) => {
      await scene.appendMany(1, 4);
      const { proxy, server } = await scene.proxied();
      proxy.setFaults({ rewrite });
      const first = scene.intake.read(server, { settings: { pollSeconds: 1 } });
      await scene.accepted(4);
      await scene.appendMany(5, 6);
      await scene.accepted(6);
      await first.stop();
      await scene.appendMany(7, 7);
      scene.intake.read(server, { settings: { pollSeconds: 1 } });
      await scene.accepted(7);
      expect(await countRows(scene.intake.db, "sighting")).toBe(7);
      expect(scene.logged(RENUMBERED)).toBe(false);
      if (rewrite !== noUidNext) expect(scene.logged("server hides mail from SEARCH, listed by FETCH")).toBe(true);
    });
  }

  promise("a server whose SEARCH leaves out every second mail hides none of them", async (scene) => {
    await scene.appendMany(1, 6);
    const { proxy, server } = await scene.proxied();
    proxy.setFaults({ rewrite: everySecond });
    scene.intake.read(server, { settings: { pollSeconds: 1 } });
    await scene.accepted(6);
    expect(await countRows(scene.intake.db, "sighting")).toBe(6);
    expect(scene.logged("server hides mail from SEARCH, listed by FETCH")).toBe(true);
  });

  for (const size of ["0", "1", "9", "99999999"]) {
    promise(`a server that states every size as ${size} loses no mail and no byte`, async (scene) => {
      await scene.appendMany(1, 5);
      const { proxy, server } = await scene.proxied();
      proxy.setFaults({ rewrite: (said) => said.replace(/RFC822\.SIZE \d+/g, `RFC822.SIZE ${size}`) });
      scene.intake.read(server, { reader: { pieceBytes: 100 } });
      await scene.accepted(5);
      const rows = await scene.intake.db.selectFrom("raw_mail").select("bytes").execute();
      const kept = rows.map(({ bytes }) => Buffer.from(bytes).toString()).sort();
      expect(kept).toEqual([1, 2, 3, 4, 5].map((number) => smallMail(number).toString()));
    });
  }

  promise("a server that stops in the middle of a large mail does not have it cut off", async (scene) => {
    await scene.appendMany(1, 3);
    const { proxy, server } = await scene.proxied();
    // From the second piece on each is empty; RFC 3501 section 7.4.2 names a piece BODY[]<start>.
    proxy.setFaults({
      rewrite: (said) => said.replace(/BODY\[\]<([1-9]\d*)> \{\d+\}\r\n[\s\S]*?(?=\)\r\n)/g, 'BODY[]<$1> ""'),
    });
    scene.intake.read(server, { reader: { pieceBytes: 40 }, settings: { pollSeconds: 1 } });
    await scene.accepted(3);
    const rows = await scene.intake.db.selectFrom("raw_mail").select("bytes").execute();
    const kept = rows.map(({ bytes }) => Buffer.from(bytes).toString()).sort();
    expect(kept).toEqual([1, 2, 3].map((number) => smallMail(number).toString()));
  });

  promise(
    "mails that others read, move and delete meanwhile stop nothing, and the rest is accepted once",
    async (scene) => {
      await scene.mailbox.createFolder("Elsewhere");
      await scene.appendMany(1, 60);
      const { proxy, server } = await scene.proxied();
      proxy.setFaults({ delayMs: 15 });
      scene.intake.read(server, { settings: { pollSeconds: 1, batch: { mails: 4, bytes: 8_000_000 } } });
      await eventually("a beginning", async () => (await countRows(scene.intake.db, "inbound_email")) > 0);
      await clientTo(scene.mailbox.server, async (client) => {
        await client.messageFlagsAdd("1:60", ["\\Seen"], { uid: true });
        for (const uid of [60, 58, 30]) await client.messageMove(`${uid}`, "Elsewhere", { uid: true });
        for (const uid of [59, 57, 31, 1]) await client.messageDelete(`${uid}`, { uid: true });
      });
      proxy.setFaults({});
      const left = (await scene.mailbox.list()).length;
      await scene.appendMany(61, 61);
      await eventually("everything that is left", async () => (await subjects(scene)).includes("Mail 61"));
      const accepted = await subjects(scene);
      for (const mail of await scene.mailbox.list()) {
        const subject = /^Subject: (.*)\r$/m.exec(mail.bytes.toString())?.[1];
        expect(accepted.filter((one) => one === subject)).toHaveLength(1);
      }
      expect(left).toBe(53);
      expect(new Set(accepted).size).toBe(accepted.length);
      expect((await scene.intake.mailboxes.list())[0]?.lastError).toBeNull();
    },
  );

  promise(
    "a mailbox that is renumbered in the middle of reading loses and doubles nothing, and says so",
    async (scene) => {
      await scene.appendMany(1, 40);
      const { proxy, server } = await scene.proxied();
      proxy.setFaults({ delayMs: 20 });
      scene.intake.read(server, { settings: { pollSeconds: 1, batch: { mails: 2, bytes: 8_000_000 } } });
      await eventually("a beginning", async () => (await countRows(scene.intake.db, "inbound_email")) >= 4);
      await scene.mailbox.resetUidvalidity();
      proxy.cutAll("reset");
      proxy.setFaults({});
      await scene.appendMany(41, 42);
      await scene.accepted(42);
      await eventually("the whole of the new numbering", async () => {
        const rows = await scene.intake.db.selectFrom("cursor").selectAll().orderBy("begun_at", "desc").execute();
        return rows.length === 2 && rows[0]?.last_uid === 42;
      });
      expect(await subjects(scene)).toHaveLength(42);
      expect(scene.logged(RENUMBERED)).toBe(true);
    },
  );

  promise(`connections reset at ${CUTS} places of what the server says lose and double nothing`, async (scene) => {
    await scene.appendMany(1, 6);
    const lengths = await lineEnds(scene);
    const step = lengths.length / CUTS;
    const places = Array.from({ length: CUTS }, (_, index) => lengths[Math.floor(index * step)] ?? 0);
    const names = places.map((_, index) => `cut${index}`);
    const proxies = await Promise.all(places.map(() => startTcpProxy(scene.mailbox.server.port)));
    try {
      for (const [index, proxy] of proxies.entries()) {
        proxy.setFaults({ cutAfterBytes: places[index] ?? 0, cut: "reset", cutConnections: 2 });
        const server = { ...scene.mailbox.server, port: proxy.port };
        const mailbox = names[index] ?? "";
        scene.intake.read(server, { settings: { mailbox, pollSeconds: 1, batch: { mails: 2, bytes: 8_000_000 } } });
      }
      await scene.accepted(6 * CUTS);
      await eventually("every mailbox read after its cuts", async () => {
        const states = await scene.intake.mailboxes.list();
        return states.filter((state) => state.lastError === null && state.lastSuccessAt !== null).length === CUTS;
      });
      for (const proxy of proxies) expect(proxy.connections()).toBeGreaterThan(1);
      expect(await countRows(scene.intake.db, "sighting")).toBe(6 * CUTS);
    } finally {
      for (const proxy of proxies) await proxy.stop();
    }
  });

  promise("ten folders of one account are read side by side, each for itself", async (scene) => {
    const folders = Array.from({ length: 10 }, (_, index) => `Folder${index}`);
    for (const [index, folder] of folders.entries()) {
      await scene.mailbox.createFolder(folder);
      for (const number of [1, 2, 3]) await scene.mailbox.append(smallMail(10 * index + number), { folder });
    }
    for (const folder of folders) scene.intake.read(scene.mailbox.server, { settings: { mailbox: folder, folder } });
    await scene.accepted(30);
    const rows = await scene.intake.db.selectFrom("inbound_email").select("mailbox_id").execute();
    const of = (mailbox: number) => rows.filter((row) => row.mailbox_id === mailbox).length;
    expect([...new Set(rows.map((row) => row.mailbox_id))].map(of)).toEqual(Array(10).fill(3));
  });
}

function noSearch(said: string): string {
  return said
    .replace(/^\* SEARCH [\d ]+/gm, "* SEARCH")
    .replace(/^(\* ESEARCH \(TAG "[^"]*"\)(?: UID)?).*?\r/gm, "$1\r");
}

function everySecond(said: string): string {
  return said
    .replace(/^\* SEARCH [\d ]+/gm, "* SEARCH 2 4 6")
    .replace(/^(\* ESEARCH \(TAG "[^"]*"\)(?: UID)?).*?\r/gm, "$1 ALL 2,4,6\r");
}

function noUidNext(said: string): string {
  return said.replace(/UIDNEXT \d+/g, "UIDNEXT 1");
}

async function subjects(scene: Scene): Promise<string[]> {
  const rows = await scene.intake.db
    .selectFrom("inbound_email")
    .innerJoin("raw_mail", "raw_mail.sha256", "inbound_email.sha256")
    .select("bytes")
    .execute();
  return rows.map(({ bytes }) => /^Subject: (.*)\r$/m.exec(Buffer.from(bytes).toString())?.[1] ?? "");
}

/** After how many bytes each line ends that the server says in an undisturbed session. */
async function lineEnds(scene: Scene): Promise<number[]> {
  const { proxy, server } = await scene.proxied();
  let said = "";
  proxy.setFaults({
    rewrite: (piece) => {
      said += piece;
      return piece;
    },
  });
  const reading = scene.intake.read(server, {
    settings: { mailbox: "rehearsal", batch: { mails: 2, bytes: 8_000_000 } },
  });
  await scene.accepted(6);
  await reading.stop();
  await scene.intake.db.deleteFrom("sighting").execute();
  await scene.intake.db.deleteFrom("inbound_email").execute();
  await scene.intake.db.deleteFrom("cursor").execute();
  await scene.intake.db.deleteFrom("mailbox").execute();
  return [...said.matchAll(/\r\n/g)].map((line) => line.index + 2);
}
