import { simpleParser } from "mailparser";

/** A word that a test plants where no customer may read it; whichever sink gets it for a customer says so. */
export const canary = (where: string): string => `canary-${where}-7q3x`;

const CANARY = /canary-[a-z]+-7q3x/gi;
const TOKEN = /[a-z]+\+[a-z2-7]{30,64}@/gi;
const INTERNAL = /svartid-internal|x-svartid-agent/gi;
const ENTITY = /&#(?:x([0-9a-f]{1,6})|(\d{1,7}));/gi;

/**
 * What of a mail to a customer is not for customers: canaries, signed addresses other than its own Reply-To, and what only agents' mails hold. Read as
 * the bytes are and as a mail program shows them, decoded by a parser that is not ours.
 */
export async function findLeaks(bytes: Uint8Array): Promise<string[]> {
  const raw = Buffer.from(bytes).toString("latin1");
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.slice(0, end).replace(/^Reply-To:(?:[^\r\n]|\r\n[ \t])*/im, "");
  const parsed = await simpleParser(Buffer.from(bytes), { skipHtmlToText: true, skipTextToHtml: true });
  const { html, attachments, from, to, cc } = parsed;
  const shown = html || "";
  const people = [from, to, cc].flat().map((one) => one?.text ?? "");
  const files = attachments.map(({ filename, content }) => `${filename} ${content.toString("utf8")}`);
  const views = [head, raw.slice(end), parsed.subject ?? "", parsed.text ?? "", shown, ...people, ...files];
  const found = views.flatMap((view) =>
    [CANARY, TOKEN, INTERNAL].flatMap((what) => withoutTags(view).match(what) ?? []),
  );
  return [...new Set(found.map((one) => one.toLowerCase()))];
}

function withoutTags(html: string): string {
  const plain = html.replace(/<(?![^<>]*@)[^<>]*>/g, "");
  return plain.replace(ENTITY, (_, hex: string | undefined, decimal: string | undefined) =>
    String.fromCodePoint(Math.min(0x10ffff, hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))),
  );
}
