import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import type { DkimSettings } from "../domain/desk/dkim-settings.ts";
import type { Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";

type FileDkim = NonNullable<DeskFile["dkim"]>;
type ReadKey = { readonly pem: string } | { readonly fault: string; readonly at: "key" | "keyFile" | null };

const LEAST_RSA_BITS = 2048;
/** What comes before the 32 bytes of an Ed25519 key in DER (RFC 8410); its DNS record has those bytes alone (RFC 8463). */
const ED25519_PREFIX_BYTES = 12;

/** `dkim` of the file; null where it has none. A message never repeats the key. */
export function buildDkim(file: DeskFile): { dkim: DkimSettings | null; findings: readonly Finding[] } {
  if (file.dkim === undefined) return { dkim: null, findings: [] };
  const findings: Finding[] = [];
  const report = (key: string | null, message: string) =>
    findings.push({ path: key === null ? ["dkim"] : ["dkim", key], message });
  const domain = file.dkim.domain.toLowerCase();
  const own = file.desk.address.toLowerCase().replace(/^.*@/, "");
  if (own !== domain && !own.endsWith(`.${domain}`)) {
    report("domain", `the desk writes from ${own}, so receivers want a signature of ${own} or a domain above it`);
  }
  const read = readKey(file.dkim);
  if ("fault" in read) {
    report(read.at, read.fault);
    return { dkim: null, findings };
  }
  const where = file.dkim.key === undefined ? "keyFile" : "key";
  const key = parseKey(read.pem);
  if (typeof key === "string") {
    // A name that is not set has been reported by that name.
    if (!read.pem.includes("${")) report(where, key);
    return { dkim: null, findings };
  }
  return { dkim: { domain, selector: file.dkim.selector, ...key }, findings };
}

function readKey({ key, keyFile }: FileDkim): ReadKey {
  if ((key === undefined) === (keyFile === undefined)) {
    return { at: null, fault: "give the private key as one of key and keyFile" };
  }
  // One line of an environment file cannot hold line breaks as they are.
  if (key !== undefined) return { pem: key.replaceAll("\\n", "\n") };
  try {
    return { pem: readFileSync(keyFile ?? "", "utf8") };
  } catch {
    return { at: "keyFile", fault: `${keyFile} cannot be read; correct the path, or let this user read it` };
  }
}

function parseKey(pem: string): Pick<DkimSettings, "algorithm" | "privateKey" | "publicKey"> | string {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    return "this is not a private key in PEM without a passphrase; make one by: openssl genrsa 2048";
  }
  const privateKey = key.export({ type: "pkcs8", format: "pem" }).toString();
  const der = createPublicKey(key).export({ type: "spki", format: "der" });
  if (key.asymmetricKeyType === "ed25519") {
    const publicKey = der.subarray(ED25519_PREFIX_BYTES).toString("base64");
    return { algorithm: "ed25519", privateKey, publicKey };
  }
  if (key.asymmetricKeyType !== "rsa") return "the key is neither RSA nor Ed25519, which DKIM knows";
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < LEAST_RSA_BITS) {
    return `the RSA key has fewer than ${LEAST_RSA_BITS} bits, which receivers distrust; make one by: openssl genrsa 2048`;
  }
  return { algorithm: "rsa", privateKey, publicKey: der.toString("base64") };
}
