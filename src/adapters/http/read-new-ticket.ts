import type { Desk } from "../../domain/desk/desk.ts";
import { isDeskAddress } from "../../domain/desk/is-desk-address.ts";
import type { StatedRequest } from "../../domain/filing/stated-request.ts";
import { parseMailAddress } from "../../domain/outbound/mail-address.ts";
import { oneLine } from "../../domain/outbound/one-line.ts";
import type { ApiKey } from "../../usecases/ports/key-store.ts";
import type { TicketRequest } from "../../usecases/requests/compose-request.ts";
import { Problem } from "./problem.ts";
import type { NewTicket } from "./ticket-schemas.ts";

const MAX_FILE_BYTES = 15_000_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: what a header and a line of text must not hold
const CONTROL = /[\0-\x1f\x7f\u0085\u2028\u2029]/;

/** The request that a program sent in, for whose words its key vouches. Throws a Problem that says what to mend. */
export function readNewTicket(body: NewTicket, key: ApiKey, desk: Desk): TicketRequest {
  return {
    stated: readStated(body, key, desk),
    subject: readLine("subject", body.subject, true),
    text: readText(body.text),
    attachments: readFiles(body.attachments ?? []),
  };
}

function readStated(body: NewTicket, key: ApiKey, desk: Desk): StatedRequest {
  const address = parseMailAddress(body.requester.address);
  if (address === null)
    throw refuse("requester.address is no address that can be mailed: write it as ida@north.example");
  if (isDeskAddress(desk.desk, address.toLowerCase()))
    throw refuse("requester.address is the desk's own: give the address of the person who asks");
  return {
    channel: body.channel ?? "api",
    requester: { address: address.toLowerCase(), name: readLine("requester.name", body.requester.name ?? "", false) },
    level: readId("level", body.level, desk.levels),
    service: readId("service", body.service, desk.services),
    language: readLanguage(body.language, desk),
    voucher: { keyId: key.id, agent: key.agent },
  };
}

/** What holds a line break is refused rather than mended: it was never meant as one line. */
function readLine(field: string, text: string, isNeeded: boolean): string {
  if (CONTROL.test(text)) throw refuse(`${field} must be one line without control characters`);
  const line = oneLine(text, text.length);
  if (isNeeded && line === "") throw refuse(`${field} is empty`);
  return line;
}

function readText(text: string): string {
  if (text.trim() === "") throw refuse("text is empty");
  return text;
}

function readId(field: string, id: string | undefined, known: Readonly<Record<string, unknown>>): string | null {
  if (id === undefined) return null;
  if (Object.hasOwn(known, id)) return id;
  throw refuse(`${field} is none of the desk's: ${Object.keys(known).join(", ")}`);
}

function readLanguage(language: NewTicket["language"], desk: Desk): string | null {
  if (language === undefined || desk.desk.languages.includes(language)) return language ?? null;
  throw refuse(`language is none that the desk writes in: ${desk.desk.languages.join(", ")}`);
}

function readFiles(files: NonNullable<NewTicket["attachments"]>): TicketRequest["attachments"] {
  const read = files.map(({ filename, contentType, content }, index) => {
    const bytes = Buffer.from(content, "base64");
    // Buffer reads anything: what it gives back must be what was sent.
    if (bytes.toString("base64") !== content) throw refuse(`attachments[${index}].content is not base64`);
    const name = readLine(`attachments[${index}].filename`, filename, true);
    return { filename: name, contentType: contentType ?? "application/octet-stream", content: bytes };
  });
  const bytes = read.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes > MAX_FILE_BYTES)
    throw new Problem("too-large", `The attachments are ${bytes} bytes; at most ${MAX_FILE_BYTES} are taken.`);
  return read;
}

function refuse(detail: string): Problem {
  return new Problem("invalid-request", detail);
}
