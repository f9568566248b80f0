import { createHash, createPrivateKey, sign } from "node:crypto";
import type { DkimSettings } from "../../domain/desk/dkim-settings.ts";
import type { Instant } from "../../domain/time/instant.ts";

/** Named once more than they occur, so that nobody can add another one without breaking the signature (RFC 6376 section 8.15). */
const OVERSIGNED = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To"];
const SIGNED = [
  "In-Reply-To",
  "References",
  "MIME-Version",
  "Content-Type",
  "Content-Transfer-Encoding",
  "Auto-Submitted",
  "X-Auto-Response-Suppress",
];
const LINE_CHARACTERS = 70;

/**
 * The mail with a DKIM-Signature before it (RFC 6376, relaxed/relaxed; RFC 8463 for Ed25519). `bytes` have CRLF line ends and each header at
 * most once, as the composer makes them. Signed at `at`; no expiry, since a mail may be under way for days.
 */
export function signMail(bytes: Uint8Array, settings: DkimSettings, at: Instant): Uint8Array {
  // One character a byte: nothing is decoded.
  const mail = Buffer.from(bytes).toString("latin1");
  const end = mail.indexOf("\r\n\r\n");
  const headers = readHeaders(mail.slice(0, end + 2));
  const names = [...OVERSIGNED, ...SIGNED].filter((name) => headers.has(name.toLowerCase()));
  const tags = [
    "v=1",
    `a=${settings.algorithm}-sha256`,
    "c=relaxed/relaxed",
    `d=${settings.domain}`,
    `s=${settings.selector}`,
    `t=${Math.floor(at / 1000)}`,
    `h=${[...names, ...OVERSIGNED].join(":")}`,
    `bh=${sha256(relaxedBody(mail.slice(end + 4))).toString("base64")}`,
    "b=",
  ];
  const unsigned = `DKIM-Signature: ${foldTags(tags)}`;
  const covered = names.map((name) => `${headers.get(name.toLowerCase())}\r\n`).join("");
  const input = covered + relaxedHeader(unsigned);
  const field = unsigned + foldBase64(signatureOf(input, settings));
  return Buffer.concat([Buffer.from(`${field}\r\n`, "latin1"), bytes]);
}

/** By lower-cased name, each as the signature sees it. */
function readHeaders(head: string): Map<string, string> {
  const headers = new Map<string, string>();
  for (const field of head.split(/\r\n(?![ \t])/)) {
    const name = field.slice(0, Math.max(field.indexOf(":"), 0)).toLowerCase();
    if (name !== "") headers.set(name, relaxedHeader(field));
  }
  return headers;
}

function relaxedHeader(field: string): string {
  const colon = field.indexOf(":");
  const value = field
    .slice(colon + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ")
    .trim();
  return `${field.slice(0, colon).trim().toLowerCase()}:${value}`;
}

function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  while (lines.at(-1) === "") lines.pop();
  return lines.map((line) => `${line}\r\n`).join("");
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text, "latin1").digest();
}

function signatureOf(input: string, { algorithm, privateKey }: DkimSettings): string {
  const key = createPrivateKey(privateKey);
  // RFC 8463 section 3: Ed25519 signs the hash.
  const signature =
    algorithm === "rsa" ? sign("sha256", Buffer.from(input, "latin1"), key) : sign(null, sha256(input), key);
  return signature.toString("base64");
}

// The names of `h=` are broken over lines as well: no line may be longer than 998 characters, nor should be than 78.
function foldTags(tags: readonly string[]): string {
  return tags.join(";\r\n ").replace(/:(?=[A-Z])/g, ":\r\n  ");
}

function foldBase64(text: string): string {
  return (text.match(new RegExp(`.{1,${LINE_CHARACTERS}}`, "g")) ?? []).map((line) => `\r\n  ${line}`).join("");
}
