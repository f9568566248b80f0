import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { waiting } from "../../src/adapters/system/waiting.ts";
import type { Waiting } from "../../src/usecases/ports/waiting.ts";
import { eventually } from "../support/eventually.ts";
import { HOSTILE_ROWS, type HostileRow } from "../support/hostile-behaviours.ts";
import { type HostileImap, startHostileImap } from "../support/hostile-imap.ts";
import { openIntake, smallMail } from "../support/intake.ts";
import { selfSigned } from "../support/self-signed.ts";

// Threat T28: customers point the desk at servers that nobody knows. Whatever one of them says, the desk goes on, holds little
// memory, says what is wrong, and takes every mail once the server behaves.

const MEGABYTE = 2 ** 20;
/** A flood is 200 MB. */
const MOST_MEMORY = 150 * MEGABYTE;
const READER = { connectTimeoutMs: 1_000, socketTimeoutMs: 1_500, maxMailBytes: MEGABYTE, pieceBytes: MEGABYTE / 2 };

let intake: Awaited<ReturnType<typeof openIntake>>;

beforeAll(async () => {
  intake = await openIntake();
});

afterAll(() => intake.close());

test.each(HOSTILE_ROWS.map((row) => [row.name, row] as const))(
  "%s",
  async (name, row) => {
    const certificate = selfSigned("localhost");
    const server = await startHostileImap({ certificate, ...(row.security ? { security: row.security } : {}) });
    const since = intake.lines.length;
    const memory = watchMemory();
    let reading = read(server, row, certificate.cert);
    const stop = () => reading.stop();
    try {
      server.behave(row);
      for (const number of [1, 2, 3]) server.append(smallMail(number));
      if (row.shows === null) await takes(name, [1, 2, 3], row);
      else await eventually(`the fault shows: ${row.shows}`, () => isShown(name, row, since));
      server.behave();
      server.append(smallMail(4));
      if (row.restarts) {
        await stop();
        reading = read(server, row, certificate.cert);
      }
      await takes(name, [1, 2, 3, 4], row);
      await stop();
      reading = read(server, row, certificate.cert);
      server.append(smallMail(5));
      await takes(name, [1, 2, 3, 4, 5], row);
      expect(memory.most()).toBeLessThan(MOST_MEMORY);
    } catch (error) {
      console.error(name, intake.lines.filter((line) => line.mailbox === name).slice(-3), server.heard().slice(-6));
      throw error;
    } finally {
      memory.stop();
      await stop();
      await server.stop();
    }
  },
  120_000,
);

// Delays between tries are cut short, so that the test need not wait for what a server is spared.
const hurried: Waiting = {
  ...waiting,
  sleep: (milliseconds, signal) => waiting.sleep(Math.min(milliseconds, 100), signal),
};

function read(server: HostileImap, row: HostileRow, authority: string) {
  return intake.read(server.server, {
    deps: { waiting: hurried },
    settings: {
      mailbox: row.name,
      pollSeconds: 1,
      after: row.moves ? { kind: "move", folder: "Done" } : { kind: "keep" },
    },
    reader: {
      ...READER,
      extraAuthorities: authority,
      ...(row.moves ? { after: { kind: "move", folder: "Done" } } : {}),
    },
  });
}

/** Each of the mails once and byte for byte, and nothing beside them that the server did not give. */
async function takes(mailbox: string, numbers: readonly number[], row: HostileRow): Promise<void> {
  const wanted = [...numbers.map((number) => smallMail(number).toString("latin1")), ...(row.gives ?? [])].toSorted();
  await eventually(`mails ${numbers}`, async () => (await taken(mailbox)).length >= wanted.length);
  expect(await taken(mailbox)).toEqual(wanted);
}

async function taken(mailbox: string): Promise<string[]> {
  const rows = await intake.db
    .selectFrom("inbound_email")
    .innerJoin("mailbox", "mailbox.id", "inbound_email.mailbox_id")
    .innerJoin("raw_mail", "raw_mail.sha256", "inbound_email.sha256")
    .select("bytes")
    .where("mailbox.name", "=", mailbox)
    .execute();
  return rows.map(({ bytes }) => Buffer.from(bytes).toString("latin1")).toSorted();
}

async function isShown(mailbox: string, { shows }: HostileRow, since: number): Promise<boolean> {
  if (shows === null) return true;
  if ("log" in shows) return intake.lines.slice(since).some((line) => shows.log.test(line.text));
  const { lastErrorCode, lastError } = (await listed(mailbox)) ?? {};
  return lastErrorCode != null && shows.code.test(lastErrorCode) && (lastError ?? "").length > 20;
}

async function listed(mailbox: string) {
  const row = await intake.db.selectFrom("mailbox").selectAll().where("name", "=", mailbox).executeTakeFirst();
  return row && { lastErrorCode: row.last_error_code, lastError: row.last_error };
}

function watchMemory() {
  const before = process.memoryUsage().rss;
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage().rss - before);
  };
  const timer = setInterval(look, 10);
  return { most: () => most, stop: () => clearInterval(timer) };
}
