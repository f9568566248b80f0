import { expect, test } from "@jest/globals";
import { decideAuthenticity, type OwnCheck } from "../../../../src/domain/email/decide-authenticity.ts";
import { decideSender } from "../../../../src/domain/email/decide-sender.ts";
import type { HeaderField } from "../../../../src/domain/email/header-field.ts";

const MX = "mx.desk.example";

function judge(results: string[], extra: HeaderField[] = [], own: OwnCheck | null = null, trusted: string[] = [MX]) {
  const headers: HeaderField[] = [
    ...results.map((value) => ({ key: "authentication-results", value })),
    { key: "from", value: "One <one@north.example>" },
    ...extra,
  ];
  return decideAuthenticity(
    headers,
    decideSender(headers, (text) => text),
    trusted,
    own,
  );
}

test("DMARC passed at the trusted receiving server proves the sender", () => {
  const found = judge([`${MX}; spf=pass smtp.mailfrom=north.example; dkim=pass; dmarc=pass header.from=north.example`]);
  expect(found).toEqual({
    spf: "pass",
    dkim: "pass",
    dmarc: "pass",
    domainProved: true,
    aligned: true,
    why: [],
    source: "receiving-server",
  });
});

test.each([
  ["a server that is not trusted", ["evil.example; dmarc=pass header.from=north.example"], "none"],
  [
    "a trusted name below another one",
    ["other.example; dmarc=fail", `${MX}; dmarc=pass header.from=north.example`],
    "none",
  ],
  [
    "a longer name that begins like the trusted one",
    [`${MX}.evil.example; dmarc=pass header.from=north.example`],
    "none",
  ],
  [
    "a failure on top of a forged pass",
    [`${MX}; dmarc=fail`, `${MX}; dmarc=pass header.from=north.example`],
    "receiving-server",
  ],
  ["a pass inside a comment", [`${MX}; dmarc=fail (x; dmarc=pass header.from=north.example)`], "receiving-server"],
  [
    "a pass inside a quoted value",
    [`${MX}; spf=fail smtp.mailfrom="a; dmarc=pass header.from=north.example"`],
    "receiving-server",
  ],
  ["two results that disagree", [`${MX}; dmarc=pass header.from=north.example; dmarc=fail`], "receiving-server"],
  ["a pass for another domain", [`${MX}; dmarc=pass header.from=e.test`], "receiving-server"],
  ["a pass for a domain that only ends alike", [`${MX}; dmarc=pass header.from=th.example`], "receiving-server"],
  ["a pass for no domain", [`${MX}; dmarc=pass`], "receiving-server"],
  ["DKIM and SPF without DMARC", [`${MX}; spf=pass; dkim=pass header.d=north.example`], "receiving-server"],
  ["an error for the moment", [`${MX}; dmarc=temperror header.from=north.example`], "receiving-server"],
  ["no result", [`${MX}; none`], "receiving-server"],
])("nothing is proved by %s", (_, results, source) => {
  expect(judge(results)).toMatchObject({ aligned: false, source });
});

test("without trusted servers no header is believed", () => {
  expect(judge([`${MX}; dmarc=pass header.from=north.example`], [], null, [])).toMatchObject({
    aligned: false,
    source: "none",
  });
});

test.each(["from", "to", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "sender", "cc"])(
  "a second %s header takes the proof away",
  (key) => {
    const twice = [
      { key, value: "x@e.test" },
      { key, value: "x@e.test" },
    ];
    const found = judge([`${MX}; dmarc=pass header.from=north.example`], twice);
    expect(found.aligned).toBe(false);
    expect(found.why).toContain(`more than one ${key} header`);
  },
);

test("our own check counts only for the very address decided as sender", () => {
  const own: OwnCheck = { dkim: "pass", dmarc: "pass", headerFrom: ["one@north.example"], why: [] };
  expect(judge([], [], own, []).aligned).toBe(true);
  expect(judge([], [], { ...own, headerFrom: ["two@north.example"] }, []).aligned).toBe(false);
  expect(judge([], [], { ...own, headerFrom: ["one@north.example", "x@e.test"] }, []).aligned).toBe(false);
  expect(judge([], [], { ...own, dmarc: "none" }, []).aligned).toBe(false);
});

test("the domain stays proved where only the sender is ambiguous, and not where another single header is repeated", () => {
  const passed = `${MX}; dmarc=pass header.from=north.example`;
  expect(judge([passed], [{ key: "from", value: "mette@north.example" }])).toMatchObject({
    aligned: false,
    domainProved: true,
  });
  expect(
    judge(
      [passed],
      [
        { key: "subject", value: "Et" },
        { key: "subject", value: "Andet" },
      ],
    ),
  ).toMatchObject({ aligned: false, domainProved: false });
});

test.each(["føde.example", "xn--fde-0na.example"])("a server may report the domain as %s", (domain) => {
  const headers: HeaderField[] = [
    { key: "authentication-results", value: `${MX}; dmarc=pass header.from=${domain}` },
    { key: "from", value: "Ida <ida@xn--fde-0na.example>" },
  ];
  const sender = decideSender(headers, (text) => text);
  expect(decideAuthenticity(headers, sender, [MX], null)).toMatchObject({ aligned: true, why: [] });
  const own: OwnCheck = { dkim: "pass", dmarc: "pass", headerFrom: [`ida@${domain}`], why: [] };
  expect(decideAuthenticity(headers.slice(1), sender, [], own)).toMatchObject({ aligned: true, why: [] });
});
