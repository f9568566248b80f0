import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";
import { createComposer } from "../../../../src/adapters/mime/compose-mail.ts";
import { checkDkim } from "../../../../src/check-dkim.ts";
import { parseDesk } from "../../../../src/desk/parse-desk.ts";
import { type DkimSettings, dkimRecord } from "../../../../src/domain/desk/dkim-settings.ts";
import { storedDesk } from "../../../../src/domain/desk/stored-desk.ts";
import { instant } from "../../../../src/domain/time/instant.ts";
import type { OutgoingMail } from "../../../../src/usecases/ports/mail-composer.ts";
import { TEST_DESK, testDesk } from "../../../support/test-desk.ts";

const SHIPPED = readFileSync("config/desk.yaml", "utf8");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" });
const ed25519 = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
const KEYS = [
  ["rsa", String(rsa)],
  ["ed25519", String(ed25519)],
] as const;

function settings(pem: string): DkimSettings {
  const { dkim } = testDesk(`dkim: { domain: desk.example, selector: s2026, key: ${JSON.stringify(pem)} }\n`);
  if (dkim === null) throw new Error("the desk has no key");
  return dkim;
}

const MAIL: OutgoingMail = {
  messageId: "<o.1@desk.example>",
  date: instant(Date.UTC(2026, 10, 24, 12)),
  from: { name: "Ærø Support", address: "support@desk.example" },
  replyTo: "support+abc@desk.example",
  to: [{ name: "Kirsten", address: "kirsten@north.example" }],
  cc: [],
  subject: "Målerdata mangler [SV-7K3M9-2]",
  inReplyTo: "<1@north.example>",
  references: Array.from({ length: 20 }, (_, at) => `<${at}.a-long-name-of-a-mail@north.example>`),
  headers: [["Auto-Submitted", "auto-replied"]],
  text: "Hej Kirsten\n\n  to  mellemrum  \n\n\n",
  html: "<p>Hej Kirsten</p>",
  attachments: [{ filename: "a.bin", contentType: "application/octet-stream", content: Buffer.alloc(5000, 7) }],
};

async function verify(mail: string, dkim: DkimSettings) {
  const { name, text } = dkimRecord(dkim);
  const resolver = async (asked: string) => {
    if (asked !== name) throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
    return [[text.slice(0, 200), text.slice(200)]];
  };
  const { results = [] } = await dkimVerify(Buffer.from(mail, "latin1"), { resolver: resolver as never });
  return results as unknown as { signingDomain: string; selector: string; status: { result: string }; algo: string }[];
}

const signed = async (dkim: DkimSettings, change: Partial<OutgoingMail> = {}) =>
  Buffer.from(await createComposer(dkim).compose({ ...MAIL, ...change })).toString("latin1");

test.each(KEYS)(
  "what the desk sends is signed with %s, and another implementation verifies it",
  async (algorithm, pem) => {
    const dkim = settings(pem);
    const mail = await signed(dkim);
    expect(await verify(mail, dkim)).toMatchObject([
      { signingDomain: "desk.example", selector: "s2026", algo: `${algorithm}-sha256`, status: { result: "pass" } },
    ]);
    expect(
      Math.max(
        ...mail
          .slice(0, mail.indexOf("\r\nFrom:"))
          .split("\r\n")
          .map((line) => line.length),
      ),
    ).toBeLessThan(79);
    for (const text of ["", "Æøå €", "\n\n", ".\n..\n"]) {
      expect(await verify(await signed(dkim, { text, attachments: [] }), dkim)).toMatchObject([
        { status: { result: "pass" } },
      ]);
    }
  },
);

test.each(KEYS)(
  "a %s signature breaks by any other word, and by a second header of those that name and address",
  async (_, pem) => {
    const dkim = settings(pem);
    const mail = await signed(dkim);
    const broken = [
      mail.replace("Hej Kirsten", "Hej Kirstin"),
      mail.replace("kirsten@north.example", "kirstin@north.example"),
      ...[
        "From: x@evil.example",
        "To: x@evil.example",
        "Cc: x@evil.example",
        "Subject: x",
        "Date: x",
        "Message-ID: <x@x>",
        "Reply-To: x@evil.example",
      ].map((field) => mail.replace("\r\nMIME-Version", `\r\n${field}\r\nMIME-Version`)),
    ];
    for (const tampered of broken) {
      expect(tampered).not.toBe(mail);
      const [result] = await verify(tampered, dkim);
      expect(result?.status.result).not.toBe("pass");
    }
    // What servers on the way add and fold does not.
    const relayed = `Received: by mx.north.example\r\n${mail.replace("Subject: ", "Subject:  ")}`;
    expect(await verify(relayed, dkim)).toMatchObject([{ status: { result: "pass" } }]);
  },
);

test("without a key nothing is signed, and the key stands in no stored desk", async () => {
  expect(Buffer.from(await createComposer().compose(MAIL)).toString()).not.toContain("DKIM-Signature");
  const desk = testDesk(`dkim: { domain: desk.example, selector: s2026, key: ${JSON.stringify(String(rsa))} }\n`);
  expect(JSON.stringify(desk)).toContain("PRIVATE KEY");
  expect(JSON.stringify(storedDesk(desk))).not.toContain("PRIVATE KEY");
});

test("the check says which record to publish, and what is wrong with the one there is", async () => {
  const [dkim, other] = [settings(String(rsa)), settings(String(ed25519))];
  const { name, text } = dkimRecord(dkim);
  expect(name).toBe("s2026._domainkey.desk.example");
  const check = (...records: string[]) => checkDkim(dkim, async () => records);
  expect(await check(text)).toMatchObject({ ok: true, mend: null });
  expect(await check(text.replace("k=rsa; ", "").replace(/(.{200})/, "$1 "))).toMatchObject({ ok: true });
  expect(await check(`${text}; t=y`)).toMatchObject({ ok: true, detail: expect.stringContaining("t=y") });
  for (const records of [[dkimRecord(other).text], ["v=DKIM1; p="], [], ["other"], [text, dkimRecord(other).text]]) {
    expect(await check(...records)).toMatchObject({ ok: false, mend: expect.stringContaining(`${name} "${text}"`) });
  }
  const missing = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
  expect(await checkDkim(dkim, missing)).toMatchObject({ ok: false, detail: expect.stringContaining("ENOTFOUND") });
});

const small = String(
  generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ type: "pkcs8", format: "pem" }),
);
const curve = String(
  generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }),
);

test.each([
  [{ key: "no key" }, "not a private key in PEM"],
  [{ key: small }, "fewer than 2048 bits"],
  [{ key: curve }, "neither RSA nor Ed25519"],
  [{}, "one of key and keyFile"],
  [{ key: String(rsa), keyFile: "dkim.pem" }, "one of key and keyFile"],
  [{ keyFile: "/nowhere/dkim.pem" }, "/nowhere/dkim.pem cannot be read"],
  [{ key: String(rsa), domain: "other.example" }, "receivers want a signature of desk.example"],
  [{ key: "${NOT_SET}" }, "is not set in the environment"],
])("a key that cannot sign is a fault that says why, and never shows the key (%#)", (change, message) => {
  const dkim = JSON.stringify({ domain: "desk.example", selector: "s", ...change });
  const parsed = parseDesk(`${TEST_DESK}dkim: ${dkim}\n`, {}, SHIPPED);
  if (parsed.ok) throw new Error("no fault was found");
  const text = parsed.faults.map((fault) => `${fault.path}: ${fault.message}`).join("\n");
  expect(parsed.faults).toHaveLength(1);
  expect(text).toContain(message);
  expect(text).not.toMatch(/MII|PRIVATE/);
});

test("a key in one line of an environment file is read as well", () => {
  const parsed = parseDesk(
    `${TEST_DESK}dkim: { domain: desk.example, selector: s, key: "\${DKIM_KEY}" }\n`,
    { DKIM_KEY: String(rsa).replaceAll("\n", "\\n") },
    SHIPPED,
  );
  expect(parsed).toMatchObject({ ok: true, desk: { dkim: { algorithm: "rsa" } } });
});
