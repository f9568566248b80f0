import { expect, test } from "@jest/globals";
import { explainMail } from "../../../src/usecases/mail/explain-mail.ts";
import { sharedParser } from "../../support/shared-parser.ts";

const explain = (mail: string) =>
  explainMail(sharedParser(), "one.eml", Buffer.from(mail), { trustedAuthServers: [], dns: "none", ownAddresses: [] });

test("addresses stand in the letters that people see; what is compared keeps the form of DNS", async () => {
  const mail = [
    "From: Mette <mette@føde.example>",
    "To: desk@xn--fde-0na.example, plain@desk.example",
    "Cc: undisclosed-recipients:;",
    "Subject: Where the lines stop",
    "",
    "It stops at noon.",
    "",
  ].join("\r\n");
  expect(await explain(mail)).toMatchObject({
    from: { address: "mette@føde.example", name: "Mette" },
    to: [{ address: "desk@føde.example" }, { address: "plain@desk.example" }],
    cc: [],
    sender: { address: "mette@xn--fde-0na.example" },
    recipients: ["desk@xn--fde-0na.example", "plain@desk.example"],
  });
});

test.each(["xn--zzzzzzzz99999.example", "xn--.example", "xn--a.xn--b"])(
  "the domain %s, which is no faithful Punycode, stays as it is written",
  async (domain) => {
    expect(await explain(`From: a@${domain}\r\n\r\nHi\r\n`)).toMatchObject({ from: { address: `a@${domain}` } });
  },
);
