import { eventually } from "./eventually.ts";
import { countRows, openIntake, smallMail } from "./intake.ts";
import type { MailboxServer } from "./mailbox-server.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";

/** `test`, or what a real server's tests use in its place. */
export type Test = (name: string, body: () => Promise<void>) => void;

/** A mailbox with mails in it and a desk that reads it. */
export type Scene = {
  mailbox: MailboxServer;
  intake: Awaited<ReturnType<typeof openIntake>>;
  accepted(count: number): Promise<void>;
  sighted(count: number): Promise<void>;
  firstLook(): Promise<void>;
  appendMany(from: number, to: number): Promise<void>;
  /** The mailbox behind a proxy that can break connections. */
  proxied(): Promise<{ proxy: TcpProxy; server: MailboxServer["server"] }>;
  logged(text: string): boolean;
};

/** Gives a `test` whose body gets a fresh scene, closed whatever happens. */
export function sceneTest(
  test: Test,
  start: () => Promise<MailboxServer>,
): (name: string, body: (scene: Scene) => Promise<void>) => void {
  return (name, body) =>
    test(name, async () => {
      const mailbox = await start();
      const intake = await openIntake();
      const proxies: TcpProxy[] = [];
      try {
        await body(makeScene(mailbox, intake, proxies));
      } catch (error) {
        // What the reader said explains a failure better than the failure.
        console.error(intake.lines.slice(-10));
        throw error;
      } finally {
        await intake.close();
        for (const proxy of proxies) await proxy.stop();
        await mailbox.stop();
      }
    });
}

function makeScene(mailbox: MailboxServer, intake: Scene["intake"], proxies: TcpProxy[]): Scene {
  return {
    mailbox,
    intake,
    accepted: (count) =>
      eventually(`${count} inbound emails`, async () => (await countRows(intake.db, "inbound_email")) === count),
    sighted: (count) =>
      eventually(`${count} sightings`, async () => (await countRows(intake.db, "sighting")) === count),
    firstLook: () =>
      eventually("a first look at the folder", async () => (await intake.mailboxes.list())[0]?.lastSuccessAt != null),
    async appendMany(from, to) {
      for (let number = from; number <= to; number += 1) await mailbox.append(smallMail(number));
    },
    async proxied() {
      const proxy = await startTcpProxy(mailbox.server.port);
      proxies.push(proxy);
      return { proxy, server: { ...mailbox.server, port: proxy.port } };
    },
    logged: (text) => intake.lines.some((line) => line.text === text),
  };
}
