import { expect, test } from "@jest/globals";
import { parseMailAddress } from "../../../../src/domain/outbound/mail-address.ts";

test.each([
  ["kirsten@north.example", "kirsten@north.example"],
  ["Kirsten.Holm+x@North.Example", "Kirsten.Holm+x@north.example"],
  ["post@blåbærgrød.dk", "post@xn--blbrgrd-fxak7p.dk"],
  ["o'neill@a-b.example", "o'neill@a-b.example"],
])("sends to %s", (text, expected) => {
  expect(parseMailAddress(text)).toBe(expected);
});

test.each([
  "",
  "kirsten",
  "@north.example",
  "kirsten@",
  '"agent@corp.example"@evil.example',
  "<@agent@corp.example:evil@evil.example>",
  "a b@north.example",
  "a@b@north.example",
  "kirsten@north.example\r\nRCPT TO:<x@y.example>",
  "kirsten@north.example>",
  "kirsten@localhost",
  "kirsten@[127.0.0.1]",
  "kirsten@127.0.0.1",
  "kirsten@2130706433",
  "kirsten@north..example",
  ".kirsten@north.example",
  "kirsten.@north.example",
  "kir..sten@north.example",
  "kåre@north.example",
  "kirsten@north.example/x",
  "kirsten@north.example:25",
  "kirsten@-north.example",
  `${"a".repeat(65)}@north.example`,
  `a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(60)}.${"f".repeat(20)}.example`,
  "kirsten@north.example,x@y.example",
  "kirsten@north\u0000.example",
])("does not send to %j", (text) => {
  expect(parseMailAddress(text)).toBeNull();
});
