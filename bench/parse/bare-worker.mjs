import { simpleParser } from "mailparser";

// The floor: what a worker does that only takes a mail apart, with everything left out that may be.
const OPTIONS = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };

export default async function parse(bytes) {
  const mail = await simpleParser(Buffer.from(bytes), OPTIONS);
  return { subject: mail.subject ?? "", text: mail.text ?? "", html: mail.html || "", files: mail.attachments.length };
}
