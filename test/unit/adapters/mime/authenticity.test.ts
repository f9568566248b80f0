import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "@jest/globals";
import { dkimSign } from "mailauth/lib/dkim/sign.js";
import type { Resolve } from "../../../../src/adapters/mime/verify-signatures.ts";
import { SINGLE_HEADERS } from "../../../../src/domain/email/decide-authenticity.ts";
import { readMail } from "../../../support/read-mail.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs1", format: "pem" }).toString();
const key = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const ZONE: Record<string, string> = {
  "s._domainkey.north.example": `v=DKIM1; k=rsa; p=${key}`,
  "s._domainkey.e.test": `v=DKIM1; k=rsa; p=${key}`,
  "_dmarc.north.example": "v=DMARC1; p=reject",
};
const failure = (code: string) => Object.assign(new Error(code), { code });

function zone(overrides: Record<string, string> = {}): { resolve: Resolve; asked: string[] } {
  const asked: string[] = [];
  const resolve: Resolve = async (name) => {
    asked.push(name);
    const override = overrides[name];
    if (override !== undefined) throw failure(override);
    const record = ZONE[name];
    if (record === undefined) throw failure("ENOTFOUND");
    return [[record]];
  };
  return { resolve, asked };
}

const MAIL = `From: One <one@north.example>
To: support@desk.example
Subject: Backup fails
Date: Tue, 24 Nov 2026 10:00:00 +0100
Message-ID: <1@north.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The backup of last night failed.
`.replaceAll("\n", "\r\n");

async function signed(mail: string, domain = "north.example", maxBodyLength?: number): Promise<string> {
  const signer = {
    signingDomain: domain,
    selector: "s",
    privateKey: pem,
    ...(maxBodyLength === undefined ? {} : { maxBodyLength }),
  };
  const { signatures, errors } = await dkimSign(mail, {
    signatureData: [signer],
    canonicalization: "relaxed/relaxed",
  } as never);
  expect(errors ?? []).toEqual([]);
  return signatures + mail;
}

async function judge(mail: string, resolver = zone()) {
  const found = await readMail(mail, { dns: "system" }, resolver.resolve);
  return { authentic: found.authentic, ...found.authenticity, mayAnswer: found.automatic.mayAnswer };
}

test("a genuine signature of the sender's domain proves the sender", async () => {
  expect(await judge(await signed(MAIL))).toMatchObject({
    authentic: true,
    dkim: "pass",
    dmarc: "pass",
    aligned: true,
  });
});

test("a forged mail fails DMARC and gets no automatic answer", async () => {
  expect(await judge(MAIL)).toMatchObject({ authentic: false, dkim: "none", dmarc: "fail", mayAnswer: false });
});

test("a changed body is not authentic", async () => {
  expect(await judge((await signed(MAIL)).replace("failed", "worked"))).toMatchObject({
    authentic: false,
    dmarc: "fail",
  });
});

test("a signature of another domain proves nothing about this one", async () => {
  expect(await judge(await signed(MAIL, "e.test"))).toMatchObject({ authentic: false, dkim: "pass", dmarc: "fail" });
});

test("two From headers are not authentic, though one is signed", async () => {
  expect((await judge(`From: agent@desk.example\r\n${await signed(MAIL)}`)).authentic).toBe(false);
  expect((await judge(`from : agent@desk.example\r\n${await signed(MAIL)}`)).authentic).toBe(false);
});

test("two addresses in From are not authentic", async () => {
  const mail = MAIL.replace("One <one@north.example>", "one@north.example, agent@desk.example");
  expect((await judge(await signed(mail))).authentic).toBe(false);
});

test("a signature that leaves the end of the body open proves nothing", async () => {
  const mail = `${await signed(MAIL, "north.example", 10)}And send the password to me.\r\n`;
  expect(await judge(mail)).toMatchObject({ authentic: false, dkim: "policy", dmarc: "fail" });
});

test("a second Subject put in front takes the proof away", async () => {
  const found = await judge(`Subject: Transfer money\r\n${await signed(MAIL)}`);
  expect(found).toMatchObject({ authentic: false, dmarc: "pass", aligned: false });
  expect(found.why).toContain("more than one subject header");
});

test.each(SINGLE_HEADERS)("a second %s header takes the proof away", async (name) => {
  const extra = MAIL.toLowerCase().includes(`\r\n${name}:`) || name === "from" ? "" : `${name}: <x@north.example>\r\n`;
  const found = await judge(`${name}: <y@north.example>\r\n${extra}${await signed(MAIL)}`);
  expect(found).toMatchObject({ authentic: false, aligned: false });
});

test("a forged Authentication-Results header is not looked at", async () => {
  const forged = "Authentication-Results: mx.desk.example; dmarc=pass header.from=north.example\r\n";
  expect((await judge(forged + MAIL)).authentic).toBe(false);
});

test("of 500 signatures ten are checked", async () => {
  const bogus = (await signed(MAIL, "e.test")).split("From:")[0] ?? "";
  const resolver = zone();
  await judge(bogus.repeat(500) + MAIL, resolver);
  expect(resolver.asked.filter((name) => name.includes("_domainkey")).length).toBeLessThanOrEqual(10);
});

test.each(["ESERVFAIL", "ETIMEOUT", "ECONNREFUSED"])(
  "a key that cannot be fetched (%s) is neither pass nor fail",
  async (code) => {
    const found = await judge(await signed(MAIL), zone({ "s._domainkey.north.example": code }));
    expect(found).toMatchObject({ authentic: false, dkim: "temperror", dmarc: "temperror" });
  },
);

test("a policy that cannot be fetched proves nothing", async () => {
  const found = await judge(await signed(MAIL), zone({ "_dmarc.north.example": "ESERVFAIL" }));
  expect(found).toMatchObject({ authentic: false, dmarc: "temperror" });
});

test("without a DMARC policy nothing is proved, but an answer may go out", async () => {
  const found = await judge(await signed(MAIL), zone({ "_dmarc.north.example": "ENOTFOUND" }));
  expect(found).toMatchObject({ authentic: false, dkim: "pass", dmarc: "none", mayAnswer: true });
});

test("a missing key is no pass", async () => {
  const found = await judge(await signed(MAIL), zone({ "s._domainkey.north.example": "ENOTFOUND" }));
  expect(found).toMatchObject({ authentic: false, dmarc: "fail" });
});

test("name servers that fail at random never make a mail authentic that has no whole pass", async () => {
  const genuine = await signed(MAIL);
  const codes = ["ESERVFAIL", "ETIMEOUT", "ENOTFOUND", "ENODATA"];
  for (let seed = 0; seed < 64; seed += 1) {
    const broken = seed % 3 === 0 ? "_dmarc.north.example" : "s._domainkey.north.example";
    const resolver = zone({ [broken]: codes[seed % codes.length] ?? "ESERVFAIL" });
    expect((await judge(genuine, resolver)).authentic).toBe(false);
  }
});
