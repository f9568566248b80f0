/** What an IP address is to a request that must not reach into our own network (threats.md T13). */
export const ADDRESS_CLASSES = [
  "public",
  "loopback",
  "private",
  "link-local",
  "multicast",
  "unspecified",
  "translated",
  "reserved",
] as const;
export type AddressClass = (typeof ADDRESS_CLASSES)[number];

// IANA special-purpose registry of IPv4: the first entry that holds the address decides.
const IPV4: readonly (readonly [block: string, bits: number, AddressClass])[] = [
  ["0.0.0.0", 8, "unspecified"],
  ["10.0.0.0", 8, "private"],
  ["100.64.0.0", 10, "private"],
  ["127.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link-local"],
  ["172.16.0.0", 12, "private"],
  ["192.0.0.0", 24, "reserved"],
  ["192.0.2.0", 24, "reserved"],
  ["192.88.99.0", 24, "reserved"],
  ["192.168.0.0", 16, "private"],
  ["198.18.0.0", 15, "reserved"],
  ["198.51.100.0", 24, "reserved"],
  ["203.0.113.0", 24, "reserved"],
  ["224.0.0.0", 4, "multicast"],
  ["240.0.0.0", 4, "reserved"],
];

// The same of IPv6, as the leading 16-bit groups. Forms that carry an IPv4 address inside are never followed.
const IPV6: readonly (readonly [groups: readonly number[], bits: number, AddressClass])[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0], 128, "unspecified"],
  [[0, 0, 0, 0, 0, 0, 0, 1], 128, "loopback"],
  [[0, 0, 0, 0, 0, 0xffff], 96, "translated"],
  [[0, 0, 0, 0, 0xffff], 80, "translated"],
  [[0, 0, 0, 0, 0, 0], 96, "translated"],
  [[0x64, 0xff9b], 32, "translated"],
  [[0x2002], 16, "translated"],
  [[0x2001, 0], 32, "translated"],
  [[0xfc00], 7, "private"],
  [[0xfe80], 10, "link-local"],
  [[0xfec0], 10, "private"],
  [[0xff00], 8, "multicast"],
  [[0x2001], 23, "reserved"],
  [[0x2001, 0xdb8], 32, "reserved"],
  [[0x3fff], 20, "reserved"],
  [[0x2000], 3, "public"],
];

/**
 * Classes an IP address as a resolver or a URL writes it (brackets and a zone such as `%eth0` are left aside). CGNAT
 * (100.64/10) and unique local addresses are `private`; addresses that carry another inside (IPv4-mapped, NAT64, 6to4, Teredo)
 * are `translated`; what no registry has given out is `reserved`. Null where the text is no IP address.
 */
export function addressClass(text: string): AddressClass | null {
  const written = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  const ipv4 = parseIpv4(written);
  if (ipv4 !== null) return IPV4.find(([block, bits]) => isIn(ipv4, parseIpv4(block) ?? [], bits))?.[2] ?? "public";
  const ipv6 = parseIpv6(written);
  if (ipv6 === null) return null;
  return IPV6.find(([block, bits]) => isIn(ipv6, block, bits))?.[2] ?? "reserved";
}

/** Both as groups of 16 bits; groups that the block does not name are 0. */
function isIn(address: readonly number[], block: readonly number[], bits: number): boolean {
  return address.every((group, index) => {
    const here = Math.min(16, Math.max(0, bits - index * 16));
    return group >> (16 - here) === (block[index] ?? 0) >> (16 - here);
  });
}

function parseIpv4(text: string): number[] | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split(".").map(Number);
  if (bytes.some((byte) => byte > 255)) return null;
  const [a = 0, b = 0, c = 0, d = 0] = bytes;
  return [a * 256 + b, c * 256 + d];
}

function parseIpv6(text: string): number[] | null {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return null;
  const before = groupsOf(head);
  const after = tail === undefined ? [] : groupsOf(tail);
  if (before === null || after === null) return null;
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return null;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

function groupsOf(text: string): number[] | null {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    const ipv4 = index === parts.length - 1 ? parseIpv4(part) : null;
    if (ipv4 !== null) groups.push(...ipv4);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}
