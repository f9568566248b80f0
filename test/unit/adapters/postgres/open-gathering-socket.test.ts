import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { connect, createSecureContext, TLSSocket } from "node:tls";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { openGatheringSocket } from "../../../../src/adapters/postgres/open-gathering-socket.ts";
import { selfSigned } from "../../../support/self-signed.ts";

let server: Server;
let client: Socket;
let accepted: Promise<Socket>;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  accepted = once(server, "connection").then(([socket]) => socket as Socket);
  client = openGatheringSocket().connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(client, "connect");
});

afterEach(() => {
  client.destroy();
  server.close();
});

test("every write arrives, in its order, whatever else is corked and whichever turn it is in", async () => {
  const received = accepted.then((socket) => buffer(socket));
  const expected = Array.from({ length: 2_000 }, (_, at) => `${at};`);
  for (const [at, words] of expected.entries()) {
    // As the driver does around the messages of one statement.
    if (at % 3 === 0) client.cork();
    client.write(words);
    if (at % 3 === 0) client.uncork();
    if (at % 7 === 0) await null;
    if (at % 50 === 0) await new Promise(setImmediate);
  }
  // As the driver says goodbye.
  client.write("goodbye;", () => client.end("last"));
  expect((await received).toString()).toBe(`${expected.join("")}goodbye;last`);
});

test("encryption may begin on it, after words in the clear", async () => {
  const { cert, key } = selfSigned("db.example");
  const socket = await accepted;
  client.write("SSLRequest");
  expect(String(await once(socket, "data"))).toBe("SSLRequest");
  const received = buffer(new TLSSocket(socket, { isServer: true, secureContext: createSecureContext({ cert, key }) }));
  const secure = connect({ socket: client, ca: cert, servername: "db.example" });
  await once(secure, "secureConnect");
  for (let at = 0; at < 100; at++) secure.write(`${at};`);
  secure.end();
  expect((await received).toString()).toBe(Array.from({ length: 100 }, (_, at) => `${at};`).join(""));
});

test("what is written in one turn leaves at its end, and not before", async () => {
  const before = client.bytesWritten;
  for (const words of ["one", "two", "three"]) client.write(words);
  expect(client.writableCorked).toBe(1);
  expect(client.writableLength).toBe(11);
  await new Promise(setImmediate);
  expect(client.writableCorked).toBe(0);
  expect(client.bytesWritten - before).toBe(11);
});

test("a connection that is lost with writes in hand fails them, and nothing else", async () => {
  (await accepted).destroy();
  const failed = new Promise((resolve) => client.write("one", resolve));
  client.destroy(new Error("cut"));
  client.on("error", () => undefined);
  expect(await failed).toBeInstanceOf(Error);
});
