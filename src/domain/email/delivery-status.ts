import { canonicalAddress } from "./canonical-address.ts";
import type { BouncedRecipient } from "./mail-understanding.ts";

/** Nobody reads more of it, and what a report says is kept with its recipient. */
const MAX_DIAGNOSTIC = 1_000;

const ACTIONS = ["failed", "delayed", "delivered", "relayed", "expanded"] as const;

/**
 * The recipients of a message/delivery-status part (RFC 3464 section 2.3). The block of the whole message gives none.
 * A block without an Action counts as failed where its Status says 5, delayed where it says 4, and as no more than relayed where it says 2.
 */
export function readDeliveryStatus(text: string): BouncedRecipient[] {
  return blocks(text)
    .map(readRecipient)
    .filter((recipient) => recipient !== null);
}

/**
 * The addresses of a message/delivery-status part whose own server has the mail, lower-cased: those with `Action: delivered` and no Status that
 * says otherwise. Each as the sender wrote it (RFC 3464 section 2.3.1) where the report says how, since servers on the way may have rewritten it.
 */
export function readDelivered(text: string): string[] {
  return blocks(text)
    .filter((fields) => readRecipient(fields)?.action === "delivered" && !/^[45]/.test(fields.get("status") ?? ""))
    .map((fields) => [addressOf(fields.get("original-recipient")), addressOf(fields.get("final-recipient"))])
    .flatMap((named) => named.find((address) => address.includes("@")) ?? []);
}

/** The ENVID that the sender gave the mail (RFC 3464 section 2.2.1); "" where the part has none. */
export function readEnvelopeId(text: string): string {
  return blocks(text)[0]?.get("original-envelope-id") ?? "";
}

type Fields = Map<string, string>;

function blocks(text: string): Fields[] {
  const all: Fields[] = [];
  let fields: Fields = new Map();
  let last = "";
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "") {
      if (fields.size > 0) all.push(fields);
      fields = new Map();
      last = "";
    } else last = addLine(fields, line, last);
  }
  return fields.size > 0 ? [...all, fields] : all;
}

function addLine(fields: Fields, line: string, last: string): string {
  if (/^[ \t]/.test(line)) {
    if (last !== "") fields.set(last, `${fields.get(last) ?? ""} ${line.trim()}`);
    return last;
  }
  const colon = line.indexOf(":");
  const key = colon < 0 ? "" : line.slice(0, colon).trim().toLowerCase();
  // Seen in the wild: a block without the empty line before the next recipient keeps the first of each field.
  if (key === "" || fields.has(key)) return "";
  fields.set(key, line.slice(colon + 1).trim());
  return key;
}

function readRecipient(fields: Fields): BouncedRecipient | null {
  const final = addressOf(fields.get("final-recipient"));
  const original = addressOf(fields.get("original-recipient"));
  // Seen in the wild: a Final-Recipient that is no address while the original one is.
  const address = final.includes("@") || original === "" ? final : original;
  if (address === "" && !fields.has("action")) return null;
  const diagnostic = afterType(fields.get("diagnostic-code") ?? "").slice(0, MAX_DIAGNOSTIC) || null;
  const status = readStatus(fields.get("status") ?? "") ?? readStatus(diagnostic ?? "");
  return { address, action: readAction(fields.get("action") ?? "", status), status, diagnostic };
}

function addressOf(value: string | undefined): string {
  const text = afterType(value ?? "").trim();
  const bracket = /<([^<>]*)>/.exec(text);
  return canonicalAddress((bracket?.[1] ?? text.split(/\s/)[0] ?? "").replace(/^["']|["']$/g, ""));
}

function afterType(value: string): string {
  const semicolon = value.indexOf(";");
  return semicolon >= 0 && semicolon < 30 ? value.slice(semicolon + 1).trim() : value.trim();
}

function readAction(value: string, status: string | null): BouncedRecipient["action"] {
  const word = value.trim().toLowerCase();
  const known = ACTIONS.find((action) => word.startsWith(action));
  if (known !== undefined) return known;
  return status?.startsWith("4") ? "delayed" : status?.startsWith("2") ? "relayed" : "failed";
}

/** The first enhanced status code in a text (RFC 3463), or null. An address like 5.1.1.2 is none. */
export function readStatus(text: string): string | null {
  const match = /(?:^|[^\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)/.exec(text.slice(0, 20_000));
  return match?.[1] ?? null;
}
