import { domainToASCII, domainToUnicode } from "node:url";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { addressForms, canonicalAddress, canonicalDomain } from "../../../../src/domain/email/canonical-address.ts";
import { unicodeDomain } from "../../../../src/domain/email/unicode-domain.ts";

test.each([
  ["Mette@North.Example", "mette@north.example"],
  ["mette@føde.example", "mette@xn--fde-0na.example"],
  ["Mette@FØDE.example", "mette@xn--fde-0na.example"],
  ["mette@XN--FDE-0NA.example", "mette@xn--fde-0na.example"],
  // Composed or with a separate accent, it is one letter (UTS 46).
  ["ole@a\u030Angstrom.example", "ole@xn--ngstrom-dxa.example"],
  // What is before the sign is the receiving server's own.
  ["Søren@north.example", "søren@north.example"],
  // No addresses: only small letters.
  ["Postmaster", "postmaster"],
  ["x@føde.example/?q=", "x@føde.example/?q="],
  ["x@føde .example", "x@føde .example"],
  ["x@føde.example:25", "x@føde.example:25"],
  ["x@føde_a.example", "x@føde_a.example"],
  ["x@", "x@"],
  // ASCII stays as it is, whatever it is.
  ["x@1.2", "x@1.2"],
  ["x@a_b.example", "x@a_b.example"],
])("%s is compared as %s", (written, canonical) => {
  expect(canonicalAddress(written)).toBe(canonical);
});

test("what is longer than a domain may be is none: as DNS would know it, or as it is written", () => {
  const asDns = `x@${"ø".repeat(252)}`;
  expect(canonicalAddress(asDns)).toBe(asDns);
  // U+FE00 is no letter to UTS 46.
  const written = `x@ø${"\uFE00".repeat(253)}.example`;
  expect(canonicalAddress(written)).toBe(written);
});

test("a domain alone has the same form", () => {
  expect(canonicalDomain("Føde.Example")).toBe("xn--fde-0na.example");
});

test.each([
  ["mette@xn--fde-0na.example", ["mette@xn--fde-0na.example", "mette@føde.example"]],
  ["mette@føde.example", ["mette@xn--fde-0na.example", "mette@føde.example"]],
  ["mette@north.example", ["mette@north.example"]],
  // No faithful Punycode: one that is cut off, of no letter, of what UTS 46 writes otherwise, of too large a code.
  ...[
    "xn--",
    "xn--fde-0n",
    "xn--a-",
    "xn--fde-_na",
    "xn--fde-0nA".toLowerCase().replace("0na", "99999999"),
    "xn--Ã",
  ].map((label) => [`x@${label}.example`.toLowerCase(), [canonicalAddress(`x@${label}.example`)]] as const),
])("%s may stand as %j", (address, forms) => {
  expect(addressForms(address)).toEqual(forms);
});

test("a domain in letters is the one that Node's own reader gives, and leads back", () => {
  const letter = fc.constantFrom(..."abcøæåéüß0123жщ日本ελ-".split(""));
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: letter, minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
      (labels) => {
        const ascii = domainToASCII(`${labels.join(".")}.example`);
        fc.pre(ascii !== "");
        expect(unicodeDomain(ascii)).toBe(domainToUnicode(ascii));
        expect(canonicalDomain(unicodeDomain(ascii))).toBe(ascii);
      },
    ),
    { numRuns: 500 },
  );
});

test("whatever a domain is, it is read without end or error", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abz0189-".split("")), maxLength: 70 }), (text) => {
      expect(typeof unicodeDomain(`xn--${text}.example`)).toBe("string");
    }),
    { numRuns: 2_000 },
  );
});
