import { buildCanary } from "./build-canary.ts";
import type { Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkDuplicates, checkReference } from "./known.ts";

/** What of `canary` would never come back, or would look as if it had. */
export function checkCanary(file: DeskFile): Finding[] {
  if (file.canary === undefined) return [];
  const { everySeconds, withinSeconds, answerTo } = buildCanary(file.canary);
  const findings: Finding[] = [...checkAddresses(file, file.canary.addresses ?? {})];
  if (withinSeconds > everySeconds) {
    const message = "a canary would be missed only after the next one has left; write no more than canary.every";
    findings.push({ path: ["canary", file.canary.within === undefined ? "every" : "within"], message });
  }
  if (answerTo === file.desk.address.toLowerCase()) {
    const message = "the answer comes back to the desk without this; leave it out, or name a mailbox that nobody reads";
    findings.push({ path: ["canary", "answerTo"], message });
  }
  return findings;
}

function checkAddresses(
  { desk, mailboxes = [] }: DeskFile,
  addresses: Readonly<Record<string, string>>,
): readonly Finding[] {
  const read = mailboxes.filter(({ imap }) => imap !== undefined).map(({ name }) => name);
  const known = mailboxes.length === 0 ? ["support"] : mailboxes.map(({ name }) => name);
  const references = Object.keys(addresses).flatMap((name) =>
    checkReference("mailbox", name, known, ["canary", "addresses", name]),
  );
  // Two mailboxes of one address: the mail of one would be looked for in the other.
  const written = read.map((name) => ({
    value: addresses[name] ?? desk.address,
    path: ["canary", ...(addresses[name] === undefined ? [] : ["addresses", name])],
    owner: `mailbox ${name}`,
  }));
  const shared = checkDuplicates("address", written).map(({ path, message }) => ({
    path,
    message: `${message}; canary.addresses gives each mailbox the one whose mail lies there`,
  }));
  return [...references, ...shared];
}
