import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { simpleParser } from "mailparser";
import { readMail } from "../support/read-mail.ts";

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
const headers = fc.tuple(line, fc.constantFrom("From: ", "from : ", "From:"), fc.option(line, { freq: 1 }));

test("where the sender is usable, every other reader of the same bytes sees that very sender and no second one", async () => {
  let usable = 0;
  await fc.assert(
    fc.asyncProperty(headers, async ([value, name, second]) => {
      const extra = second === null ? "" : `From: ${second}\r\n`;
      const mail = Buffer.from(`${name}${value}\r\n${extra}Subject: x\r\n\r\ntext\r\n`);
      const { sender } = await readMail(mail);
      if (sender.status === "unusable") return;
      usable += 1;
      const other = await simpleParser(mail, { skipHtmlToText: true, skipTextToHtml: true });
      expect(other.from?.value.map((one) => one.address?.toLowerCase())).toEqual([sender.address]);
      const checked = await dkimVerify(mail, { resolver: async () => [] } as never);
      expect([checked.headerFrom ?? []].flat().map((one) => String(one).toLowerCase())).toEqual([sender.address]);
    }),
    { numRuns: 6_000 },
  );
  expect(usable).toBeGreaterThan(50);
});
