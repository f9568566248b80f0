import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { simpleParser } from "mailparser";
import { readMail } from "./read-mail.ts";

const PIECES = [
  ..."agent@corp.test evil@e.test agent corp.test @ . Name undisclosed-recipients =?utf-8?q?a=40b=2Etest?= =?utf-8?q?=3Cx=40y=2Etest=3E?= å ' a+b".split(
    " ",
  ),
  ...[
    "<",
    ">",
    '"',
    "(",
    ")",
    ",",
    ";",
    ":",
    " ",
    "\\",
    "\t",
    "\r\n ",
    "<agent@corp.test>",
    '"Agent" ',
    "[192.0.2.1]",
    "\u0007",
  ],
];
const pieces = (maxLength: number) => fc.array(fc.constantFrom(...PIECES), { maxLength }).map((all) => all.join(""));
/** Half of them one address with something about it, so that many are usable and some only just not. */
const line = fc.oneof(
  pieces(8),
  fc.tuple(pieces(3), fc.constantFrom("<agent@corp.test>", "agent@corp.test"), pieces(2)).map((all) => all.join("")),
);
/** A From header as written, how its name is, and a second one or none. */
export const fromHeaders = fc.tuple(line, fc.constantFrom("From: ", "from : ", "From:"), fc.option(line, { freq: 1 }));

/** What each reader of the same bytes takes for the sender: ours (null where it is unusable), mailparser, mailauth. */
export async function sendersSeen([value, name, second]: [string, string, string | null]): Promise<{
  ours: string | null;
  others: string[][];
}> {
  const extra = second === null ? "" : `From: ${second}\r\n`;
  const mail = Buffer.from(`${name}${value}\r\n${extra}Subject: x\r\n\r\ntext\r\n`);
  const { sender } = await readMail(mail);
  if (sender.status === "unusable") return { ours: null, others: [] };
  const parsed = await simpleParser(mail, { skipHtmlToText: true, skipTextToHtml: true });
  const checked = await dkimVerify(mail, { resolver: async () => [] } as never);
  return {
    ours: sender.address,
    others: [
      parsed.from?.value.map((one) => one.address?.toLowerCase() ?? "") ?? [],
      [checked.headerFrom ?? []].flat().map((one) => String(one).toLowerCase()),
    ],
  };
}
