import { createHash } from "node:crypto";
import { linkSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createTransport } from "nodemailer";
import { findFreePort } from "../../src/adapters/embedded/free-port.ts";
import { readGreeting } from "../../src/adapters/lmtp/read-greeting.ts";
import { type LmtpOptions, startLmtpServer } from "../../src/adapters/lmtp/start-lmtp-server.ts";
import { checkLmtp } from "../../src/check-lmtp.ts";
import { receiveMail } from "../../src/usecases/receive-mail.ts";
import { eventually } from "../support/eventually.ts";
import { countRows, openIntake, smallMail } from "../support/intake.ts";
import { beginMail, openLmtp } from "../support/lmtp-client.ts";

const SUPPORT = "support@desk.example";

let directory: string;
let intake: Awaited<ReturnType<typeof openIntake>>;
let stops: (() => Promise<void>)[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "svartid-lmtp-"));
  intake = await openIntake();
  stops = [];
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await intake.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A listener on a free port (or where asked) that accepts into the test's database. */
async function listen(changes: Partial<LmtpOptions> = {}): Promise<number> {
  const mailboxId = await intake.mailboxes.ensure("support", "INBOX");
  const port = await findFreePort();
  const server = await startLmtpServer({
    place: { kind: "port", host: "127.0.0.1", port },
    isRecipient: (address) => /^support(\+signed)?@desk\.example$/i.test(address),
    accept: (bytes) => {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return receiveMail({ mailboxes: intake.mailboxes, onAccepted: () => undefined }, mailboxId, { sha256, bytes });
    },
    log: intake.log,
    ...changes,
  });
  stops.push(server.stop);
  return port;
}

const emails = () => countRows(intake.db, "inbound_email");
const stored = async () =>
  (await intake.db.selectFrom("raw_mail").select("bytes").execute()).map(({ bytes }) =>
    Buffer.from(bytes ?? []).toString("latin1"),
  );

test("a mail is answered 250 when it is in the database, byte by byte under its envelope", async () => {
  const port = await listen();
  const raw = Buffer.from("Subject: dots\r\n\r\n.\r\n..\r\nFrom here\r\n\xe6\0\r\n", "latin1");
  const transport = createTransport({ host: "127.0.0.1", port, lmtp: true, ignoreTLS: true });
  const result = await transport.sendMail({ envelope: { from: "kirsten@north.example", to: SUPPORT }, raw });
  expect(result.accepted).toEqual([SUPPORT]);
  expect(await emails()).toBe(1);
  expect(await stored()).toEqual([
    `Return-Path: <kirsten@north.example>\r\nDelivered-To: ${SUPPORT}\r\n${raw.toString("latin1")}`,
  ]);
  transport.close();
});

test("each recipient has its own answer, and the mail is taken for those that are the desk's", async () => {
  const client = await openLmtp({ port: await listen() });
  const replies = await beginMail(client, [
    SUPPORT,
    "nobody@desk.example",
    "support+unsigned@desk.example",
    "Support+Signed@desk.example",
    SUPPORT.toUpperCase(),
  ]);
  expect(replies.map((reply) => reply.slice(0, 9))).toEqual([
    expect.stringMatching(/^250/),
    "550 5.1.1",
    "550 5.1.1",
    expect.stringMatching(/^250/),
    "452 4.5.3",
  ]);
  await client.say("DATA");
  client.write("Subject: x\r\n\r\nx\r\n.\r\n");
  expect([await client.reply(), await client.reply()]).toEqual(["250 2.0.0 Accepted", "250 2.0.0 Accepted"]);
  // No third answer: the next one belongs to the next command.
  expect(await client.say("NOOP")).toMatch(/^250/);
  expect(await stored()).toEqual([expect.stringMatching(/^Return-Path: .*\r\nDelivered-To: .*\r\nDelivered-To: /)]);
  client.cut();
});

test.each([
  ["a..b@north.example", "a..b@north.example"],
  [".a.@north.example", ".a.@north.example"],
  ["root", "root"],
  ['"a b> c"@north.example', '"a b> c"@north.example'],
  ["two@at@north.example", "two@at@north.example"],
  ["søren@nørd.example", "søren@nørd.example", "SMTPUTF8"],
  ["a@[IPv6:nonsense]", "a@[IPv6:nonsense]"],
  ["@relay.example:a@north.example", "a@north.example"],
  ["a\u0007b@north.example", "a?b@north.example"],
  ["", ""],
])(
  "an envelope sender %j is no reason to refuse a mail, and is kept as evidence",
  async (sender, kept, ...parameters) => {
    const client = await openLmtp({ port: await listen() });
    await client.say("LHLO mx.desk.example");
    expect(await client.say([`MAIL FROM:<${sender}> BODY=8BITMIME SIZE=100`, ...parameters].join(" "))).toMatch(/^250/);
    expect(await client.say("MAIL FROM:<second@north.example>")).toMatch(/^503/);
    expect(await client.say(`RCPT TO:<${SUPPORT}>`)).toMatch(/^250/);
    await client.say("DATA");
    expect(await client.say("Subject: x\r\n\r\nx\r\n.")).toMatch(/^250/);
    client.cut();
    const [mail = ""] = await stored();
    expect(Buffer.from(mail, "latin1").toString()).toBe(
      `Return-Path: <${kept}>\r\nDelivered-To: ${SUPPORT}\r\nSubject: x\r\n\r\nx\r\n`,
    );
  },
);

test("a sender belongs to its mail alone, and what its command asks for is still looked at", async () => {
  const client = await openLmtp({ port: await listen() });
  await client.say("LHLO mx.desk.example");
  for (const sender of ["<root>", "<>", "bare@north.example"]) {
    expect(await client.say(`MAIL FROM:${sender}`)).toMatch(/^250/);
    await client.say(`RCPT TO:<${SUPPORT}>`);
    await client.say("DATA");
    expect(await client.say(`Subject: ${sender}\r\n\r\nx\r\n.`)).toMatch(/^250/);
  }
  for (const command of ["MAIL FROM:", "MAIL FROM:<a", "MAIL FROM:<root> SIZE=many", "MAIL FROM:<root> BODY=odd"]) {
    expect(await client.say(command)).toMatch(/^501/);
  }
  client.cut();
  const paths = (await stored()).map((mail) => /^Return-Path: (.*)\r$/m.exec(mail)?.[1]);
  expect(paths.sort()).toEqual(["<>", "<bare@north.example>", "<root>"]);
});

test("many mails go over one connection, and one handed over again is the same", async () => {
  const client = await openLmtp({ port: await listen() });
  for (const number of [...Array(20).keys(), 3, 4]) {
    await beginMail(client, [SUPPORT]);
    await client.say("DATA");
    expect(await client.say(`${smallMail(number).toString()}.`)).toMatch(/^250/);
  }
  expect(await emails()).toBe(20);
  expect(await countRows(intake.db, "sighting")).toBe(20);
  client.cut();
});

test("451 says that the database could not take it: the sender keeps the mail, and later it is taken", async () => {
  let isAway = true;
  const mailboxId = await intake.mailboxes.ensure("support", "INBOX");
  const port = await listen({
    accept: async (bytes) => {
      if (isAway) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
      const deps = { mailboxes: intake.mailboxes, onAccepted: () => undefined };
      await receiveMail(deps, mailboxId, { sha256: createHash("sha256").update(bytes).digest("hex"), bytes });
    },
  });
  const client = await openLmtp({ port });
  const hand = async () => {
    await beginMail(client, [SUPPORT]);
    await client.say("DATA");
    return await client.say("Subject: x\r\n\r\nx\r\n.");
  };
  expect(await hand()).toMatch(/^451 4\.3\.0 /);
  expect(await emails()).toBe(0);
  isAway = false;
  expect(await hand()).toMatch(/^250/);
  expect(await emails()).toBe(1);
  client.cut();
});

test("a mail that breaks off before its final dot is none", async () => {
  const port = await listen();
  const client = await openLmtp({ port });
  await beginMail(client, [SUPPORT]);
  await client.say("DATA");
  client.write("Subject: half\r\n\r\nhalf of it\r\n");
  client.cut();
  const next = await openLmtp({ port });
  await beginMail(next, [SUPPORT]);
  await next.say("DATA");
  expect(await next.say("Subject: whole\r\n\r\nwhole\r\n.")).toMatch(/^250/);
  expect(await stored()).toEqual([expect.stringContaining("whole")]);
  next.cut();
});

test("too large a mail is refused for good, and one that finds no room for now has to wait", async () => {
  const large = `Subject: large\r\n\r\n${`${"x".repeat(998)}\r\n`.repeat(50)}.`;
  const client = await openLmtp({ port: await listen({ maxMailBytes: 20_000 }) });
  await client.say("LHLO mx.desk.example");
  expect(await client.say("MAIL FROM:<a@b.example> SIZE=20001")).toMatch(/^552/);
  await beginMail(client, [SUPPORT]);
  await client.say("DATA");
  expect(await client.say(large)).toMatch(/^552 5\.3\.4/);
  client.cut();
  const crowded = await openLmtp({ port: await listen({ maxBytesInHand: 20_000 }) });
  await beginMail(crowded, [SUPPORT]);
  await crowded.say("DATA");
  expect(await crowded.say(large)).toMatch(/^451 4\.3\.1/);
  expect(await emails()).toBe(0);
  await beginMail(crowded, [SUPPORT]);
  await crowded.say("DATA");
  expect(await crowded.say("Subject: small\r\n\r\nsmall\r\n.")).toMatch(/^250/);
  crowded.cut();
});

test("beside one mail of the largest size, a second large one waits at its sender, whatever connection it comes by", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun: () => void = () => undefined;
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const sizes: number[] = [];
  const port = await listen({
    accept: async (bytes) => {
      sizes.push(bytes.length);
      begun();
      await held;
    },
  });
  const line = `${"x".repeat(998)}\r\n`;
  const large = async (megabytes: number) => {
    const client = await openLmtp({ port });
    await beginMail(client, [SUPPORT]);
    await client.say("DATA");
    client.write(`Subject: large\r\n\r\n${line.repeat(megabytes * 1_000)}.\r\n`);
    return client;
  };
  const first = await large(100);
  await isBegun;
  const second = await large(40);
  expect(await second.reply()).toMatch(/^451 4\.3\.1/);
  release();
  expect(await first.reply()).toMatch(/^250/);
  expect(sizes).toEqual([expect.any(Number)]);
  expect(sizes[0]).toBeGreaterThan(100_000_000);
  first.cut();
  second.cut();
});

test("a socket is for its owner and group only, and goes away with the listener", async () => {
  const path = join(directory, "lmtp.sock");
  await listen({ place: { kind: "socket", path } });
  expect(statSync(path).mode & 0o777).toBe(0o660);
  const client = await openLmtp({ path });
  await beginMail(client, [SUPPORT]);
  await client.say("DATA");
  expect(await client.say("Subject: x\r\n\r\nx\r\n.")).toMatch(/^250/);
  client.cut();
  await stops.pop()?.();
  expect(await readGreeting({ kind: "socket", path }, 60_000)).toEqual({ kind: "nobody" });
});

test("a socket that a killed process left is replaced; one in use, and a file that is no socket, are not", async () => {
  const path = join(directory, "lmtp.sock");
  const place = { kind: "socket", path } as const;
  // What kill -9 leaves: a socket nobody listens at. Closing would remove it, so it is moved aside meanwhile.
  const left = createServer().listen(join(directory, "first.sock"));
  await new Promise((resolve) => left.once("listening", resolve));
  linkSync(join(directory, "first.sock"), path);
  await new Promise((resolve) => left.close(resolve));
  expect(statSync(path).isSocket()).toBe(true);
  await listen({ place });
  expect(await checkLmtp(place)).toMatchObject({ ok: true, detail: `Mail is taken at ${path}.` });
  await expect(listen({ place })).rejects.toMatchObject({ code: "place-unusable", message: /another program has it/ });
  const file = join(directory, "notes.txt");
  writeFileSync(file, "keep me");
  await expect(listen({ place: { kind: "socket", path: file } })).rejects.toMatchObject({ message: /no socket/ });
  expect(statSync(file).size).toBe(7);
});

test("a port that is taken and a folder that is not there are told in a sentence", async () => {
  const port = await listen();
  await expect(listen({ place: { kind: "port", host: "127.0.0.1", port } })).rejects.toMatchObject({
    message: `LMTP cannot be taken at 127.0.0.1:${port}, since another program has it: set LMTP_LISTEN to a free place, or stop that program.`,
  });
  const path = join(directory, "missing", "lmtp.sock");
  await expect(listen({ place: { kind: "socket", path } })).rejects.toMatchObject({ message: /folder of the socket/ });
});

test("stopping answers the mail in hand first", async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isHeld = false;
  const port = await listen({
    accept: async () => {
      isHeld = true;
      await held;
    },
  });
  const client = await openLmtp({ port });
  await beginMail(client, [SUPPORT]);
  await client.say("DATA");
  const answer = client.say("Subject: x\r\n\r\nx\r\n.");
  await eventually("the mail in hand", () => isHeld);
  const stopped = stops.pop()?.();
  release();
  expect(await answer).toMatch(/^250/);
  client.cut();
  await stopped;
});
