import { expect, test } from "@jest/globals";
import { isPublicMailDomain } from "../../../../src/domain/agreement/public-mail-domains.ts";

test.each([
  "gmail.com",
  "hotmail.com",
  "outlook.com",
  "yahoo.com",
  "icloud.com",
  "live.dk",
  "mail.dk",
  "jubii.dk",
  "tdcadsl.dk",
  "post8.tele.dk",
  "stofanet.dk",
  "proton.me",
  "gmx.de",
  "btinternet.com",
  "naver.com",
  "GMail.com",
])("anybody can have an address under %s", (domain) => {
  expect(isPublicMailDomain(domain)).toBe(true);
});

test.each(["north.example", "tdc.dk", "mail.north.example", "gmail.com.example", "notgmail.com", "com", "dk", ""])(
  "an organisation may have the domain %j",
  (domain) => {
    expect(isPublicMailDomain(domain)).toBe(false);
  },
);
