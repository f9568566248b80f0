import { claimsToBe, writeSenderVerdict } from "./sender-verdict.ts";

export type Reception = {
  authservId: string;
  /** Who logged in to submit it; null: nobody did. */
  user: string | null;
  sender: string;
  recipient: string;
  receivedAt: Date;
};

/**
 * What a receiving server adds on top of a mail (RFC 5321 section 4.4, RFC 8601): its trace, and its word on who sent it. Headers that
 * claim to be its own are taken out first (RFC 8601 section 5), or anybody could write them.
 */
export function stampReceivedMail(bytes: Buffer, reception: Reception): Buffer {
  const raw = bytes.toString("latin1");
  const end = headerEnd(raw);
  const fields = splitFields(raw.slice(0, end));
  const kept = fields.filter((field) => !isForged(field, reception.authservId));
  const authors = fields.map(splitField).flatMap(([name, value = ""]) => (name === "from" ? [value] : []));
  const verdict = writeSenderVerdict(reception.authservId, reception.user, authors);
  const date = reception.receivedAt.toUTCString().replace("GMT", "+0000");
  const stamps = [
    `Return-Path: <${reception.sender}>`,
    `Delivered-To: ${reception.recipient}`,
    `Authentication-Results: ${verdict}`,
    `Received: from localhost by ${reception.authservId} with ESMTP; ${date}`,
  ];
  return Buffer.from(`${stamps.join("\r\n")}\r\n${kept.join("")}${raw.slice(end)}`, "latin1");
}

function headerEnd(raw: string): number {
  const blank = /^\r?\n|\r?\n(?=\r?\n)/.exec(raw);
  return blank === null ? raw.length : blank.index + (blank.index === 0 ? 0 : blank[0].length);
}

function splitFields(header: string): string[] {
  return header === "" ? [] : header.split(/(?<=\n)(?![ \t])/);
}

function isForged(field: string, authservId: string): boolean {
  const [name = "", value = ""] = splitField(field);
  return name === "return-path" || (name === "authentication-results" && claimsToBe(authservId, value));
}

function splitField(field: string): string[] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon).trim().toLowerCase(), field.slice(colon + 1)];
}
