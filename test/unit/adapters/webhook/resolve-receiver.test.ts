import { expect, test } from "@jest/globals";
import { resolveReceiver } from "../../../../src/adapters/webhook/resolve-receiver.ts";

const PUBLIC = { address: "93.184.216.34", family: 4 };
const PRIVATE = { address: "10.0.0.7", family: 4 };
const MAPPED = { address: "::ffff:10.0.0.7", family: 6 };
const url = new URL("https://hooks.desk.example/hook");
const gives =
  (...addresses: { address: string; family: number }[]) =>
  () =>
    Promise.resolve(addresses);
const never = () => Promise.reject(new Error("a literal address is looked up"));

test("of a name with public and other addresses only the public ones are connected to", async () => {
  expect(await resolveReceiver(url, false, gives(MAPPED, PRIVATE, PUBLIC))).toEqual({
    kind: "resolved",
    addresses: [PUBLIC],
  });
});

test("a name with nothing but other addresses is refused, and says which it is", async () => {
  expect(await resolveReceiver(url, false, gives(PRIVATE))).toEqual({
    kind: "refused",
    why: "10.0.0.7 is private, not public",
  });
});

test("allowPrivate permits the private address, and never one that hides another", async () => {
  expect(await resolveReceiver(url, true, gives(MAPPED, PRIVATE))).toEqual({ kind: "resolved", addresses: [PRIVATE] });
  expect(await resolveReceiver(url, true, gives(MAPPED))).toMatchObject({ kind: "refused" });
});

test.each([
  ["http://127.0.0.1/", "127.0.0.1 is loopback, not public"],
  ["http://2130706433/", "127.0.0.1 is loopback, not public"],
  ["http://0x7f.1/", "127.0.0.1 is loopback, not public"],
  ["http://0/", "0.0.0.0 is unspecified, not public"],
  ["http://[::1]/", "::1 is loopback, not public"],
  ["http://[::ffff:127.0.0.1]/", "::ffff:7f00:1 is translated, not public"],
  ["http://[64:ff9b::a00:1]/", "64:ff9b::a00:1 is translated, not public"],
])("%s is judged without a look-up", async (literal, why) => {
  expect(await resolveReceiver(new URL(literal), false, never)).toEqual({ kind: "refused", why });
});

test("a name without an address is not resolved, with the resolver's code where there is one", async () => {
  expect(await resolveReceiver(url, false, gives())).toEqual({ kind: "unresolved", code: "ENOTFOUND" });
  const fails = () => Promise.reject(Object.assign(new Error("later"), { code: "EAI_AGAIN" }));
  expect(await resolveReceiver(url, false, fails)).toEqual({ kind: "unresolved", code: "EAI_AGAIN" });
});
