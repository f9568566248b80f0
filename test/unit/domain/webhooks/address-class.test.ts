import { expect, test } from "@jest/globals";
import { type AddressClass, addressClass } from "../../../../src/domain/webhooks/address-class.ts";
import { mayConnect } from "../../../../src/domain/webhooks/may-connect.ts";

const cases: readonly (readonly [string, AddressClass | null])[] = [
  ["93.184.216.34", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["10.0.0.1", "private"],
  ["172.15.255.255", "public"],
  ["172.16.0.0", "private"],
  ["172.31.255.255", "private"],
  ["172.32.0.0", "public"],
  ["192.168.1.1", "private"],
  ["192.169.0.1", "public"],
  ["100.63.255.255", "public"],
  ["100.64.0.1", "private"],
  ["100.127.255.255", "private"],
  ["100.128.0.0", "public"],
  ["169.254.169.254", "link-local"],
  ["192.0.2.1", "reserved"],
  ["198.19.0.1", "reserved"],
  ["224.0.0.251", "multicast"],
  ["255.255.255.255", "reserved"],
  ["2606:2800:220:1:248:1893:25c8:1946", "public"],
  ["2a00::", "public"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback"],
  ["[::1]", "loopback"],
  ["::2", "translated"],
  ["::127.0.0.1", "translated"],
  ["::ffff:127.0.0.1", "translated"],
  ["::ffff:7f00:1", "translated"],
  ["::FFFF:93.184.216.34", "translated"],
  ["0:0:0:0:0:ffff:10.0.0.1", "translated"],
  ["::ffff:0:10.0.0.1", "translated"],
  ["64:ff9b::10.0.0.1", "translated"],
  ["64:ff9b:1::1", "translated"],
  ["2002:7f00:1::", "translated"],
  ["2001:0:1::1", "translated"],
  ["fe80::1", "link-local"],
  ["fe80::1%eth0", "link-local"],
  ["febf::1", "link-local"],
  ["fec0::1", "private"],
  ["fc00::1", "private"],
  ["fdff::1", "private"],
  ["ff02::1", "multicast"],
  ["2001:db8::1", "reserved"],
  ["2001:1::1", "reserved"],
  ["2001:200::1", "public"],
  ["3fff:fff::1", "reserved"],
  ["4000::1", "reserved"],
  ["100::1", "reserved"],
  ["1:2:3:4:5:6:7", null],
  ["1:2:3:4:5:6:7:8:9", null],
  ["1::2::3", null],
  ["12345::", null],
  ["1.2.3", null],
  ["256.1.1.1", null],
  ["0177.0.0.1", null],
  ["2130706433", null],
  ["localhost", null],
  ["", null],
];
test.each(cases)("%s is %s", (address, expected) => {
  expect(addressClass(address)).toBe(expected);
});

test("without allowPrivate only a public address may be reached", () => {
  const reached = cases.filter(([address]) => mayConnect(address, false));
  expect(new Set(reached.map(([, found]) => found))).toEqual(new Set(["public"]));
});

test("allowPrivate adds loopback and private addresses, and neither link-local nor translated ones", () => {
  const reached = cases.filter(([address]) => mayConnect(address, true));
  expect(new Set(reached.map(([, found]) => found))).toEqual(new Set(["public", "loopback", "private"]));
  expect(mayConnect("169.254.169.254", true)).toBe(false);
  expect(mayConnect("hooks.desk.example", true)).toBe(false);
});
