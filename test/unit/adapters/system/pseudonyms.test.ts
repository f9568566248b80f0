import { createHash } from "node:crypto";
import { expect, test } from "@jest/globals";
import { createPseudonyms } from "../../../../src/adapters/system/pseudonyms.ts";

test("a code is what RFC 4231 says of its second example", () => {
  const pseudonyms = createPseudonyms(Buffer.from("Jefe"));
  expect(pseudonyms.codeOf("what do ya want for nothing?")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

test("the pads give the same code, and case makes no other", () => {
  const { codeOf, pads } = createPseudonyms(Buffer.alloc(32, 7));
  const sha256 = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
  const padded = sha256(pads.outer, sha256(pads.inner, Buffer.from("ana@north.example"))).toString("hex");
  expect(codeOf("Ana@North.example")).toBe(padded);
});

test("the code of an address is the same however its domain is written", () => {
  const { codeOf, codesOf } = createPseudonyms(new Uint8Array(32));
  expect(codeOf("Ana@Føde.example")).toBe(codeOf("ana@xn--fde-0na.example"));
  expect(codesOf("ana@north.example")).toEqual([codeOf("ana@north.example")]);
  expect(codesOf("Ana@Føde.example")).toEqual(codesOf("ana@xn--fde-0na.example"));
  // An older version took U+00E5 as it was written, of one letter or of two.
  expect(new Set(codesOf("ana@\u00e5.example")).size).toBe(2);
  expect(new Set(codesOf("ana@a\u030a.example")).size).toBe(3);
});
