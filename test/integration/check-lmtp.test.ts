import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { checkLmtp } from "../../src/check-lmtp.ts";

const NOBODY = 65_534;

let directory: string;
let server: Server | null;
const sockets: Socket[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "svartid-lmtp-"));
  server = null;
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  rmSync(directory, { recursive: true, force: true });
});

/** A program at a socket of its own, which does this with whoever comes. */
async function listening(greet: (socket: Socket) => void): Promise<{ kind: "socket"; path: string }> {
  const path = join(directory, "lmtp.sock");
  const listener = createServer((socket) => {
    sockets.push(socket);
    greet(socket);
  });
  server = listener;
  await new Promise<void>((resolve) => listener.listen(path, resolve));
  return { kind: "socket", path };
}

/** As somebody for whom permissions count: they do not for root. */
async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

test("a place where nobody listens is free for svartid start", async () => {
  const path = join(directory, "lmtp.sock");
  expect(await checkLmtp({ kind: "socket", path })).toMatchObject({
    ok: true,
    detail: expect.stringMatching(/Nobody listens/),
  });
});

test("a server that takes mail by LMTP is told from another program", async () => {
  const place = await listening((socket) => socket.write("220 desk.example LMTP ready\r\n"));
  expect(await checkLmtp(place)).toMatchObject({ ok: true, detail: `Mail is taken at ${place.path}.` });
});

test("another program is named as such, with a free place as the mend", async () => {
  const place = await listening((socket) => socket.write("220 desk.example ESMTP\r\n"));
  expect(await checkLmtp(place)).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/Another program/),
    mend: expect.stringMatching(/free place/),
  });
});

test("a program that says nothing is not taken for a free place", async () => {
  const place = await listening(() => undefined);
  expect(await checkLmtp(place, 50)).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/says nothing/),
    mend: expect.stringMatching(/again/),
  });
});

test("a program that hangs up at once is not taken for a free place", async () => {
  const place = await listening((socket) => socket.end());
  expect(await checkLmtp(place)).toMatchObject({ ok: false, detail: expect.stringMatching(/says nothing/) });
});

test("a socket that this user may not open is told as such, with the user and the group as the mend", async () => {
  const place = await listening((socket) => socket.write("220 desk.example LMTP ready\r\n"));
  chmodSync(place.path, 0);
  chmodSync(directory, 0o755);
  expect(await asNobody(() => checkLmtp(place))).toMatchObject({
    ok: false,
    detail: `This user may not open ${place.path}.`,
    mend: expect.stringMatching(/group of the socket/),
  });
});

test("what is neither free nor taken is told with the system's answer", async () => {
  await listening(() => undefined);
  expect(await checkLmtp({ kind: "socket", path: join(directory, "lmtp.sock", "below") })).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/the system answered ENOTDIR/),
  });
});
