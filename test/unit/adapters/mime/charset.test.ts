import { expect, test } from "@jest/globals";
import iconv from "iconv-lite";
import { decodeCharset, decodeUndeclared } from "../../../../src/adapters/mime/charset.ts";

const DANISH = "Kære support, målenøglen er “væk”";

test.each([
  ["UTF-8 called ASCII", DANISH, "utf8", "us-ascii"],
  ["UTF-8 called Latin 1", DANISH, "utf8", "iso-8859-1"],
  ["UTF-8 called GB 2312", "Fejl på miljøet", "utf8", "gb2312"],
  ["UTF-8 called by another name of ASCII", DANISH, "utf8", "ansi_x3.4-1968"],
  ["UTF-8 under no name", DANISH, "utf8", ""],
  ["UTF-8 under a name that nobody knows", DANISH, "utf8", "x-martian"],
  ["windows-1252 called UTF-8", DANISH, "windows-1252", "utf-8"],
  ["windows-1252 called Latin 1", DANISH, "windows-1252", "iso-8859-1"],
  ["windows-1252 as code page", DANISH, "windows-1252", "cp1252"],
  ["windows-1252 under no name", DANISH, "windows-1252", ""],
  ["GB 18030 called GB 2312", "镕基", "gb18030", "gb2312"],
  ["CP 949 called KS C 5601", "똠방각하", "cp949", "ks_c_5601-1987"],
  ["Japanese", "日本語のメール", "shift_jis", "shift_jis"],
  ["UTF-7", "Det går ikke", "utf-7", "utf-7"],
  ["UTF-7 under its first name", "Det går ikke", "utf-7", "unicode-1-1-utf-7"],
])("text is read though its charset is a lie: %s", (_, text, encoding, declared) => {
  expect(decodeCharset(iconv.encode(text, encoding), declared)).toBe(text);
});

test.each(["utf-16le", "utf-16be"])("bytes of UTF-16 say their order themselves: %s", (encoding) => {
  expect(decodeCharset(iconv.encode(`\ufeff${DANISH}`, encoding), "utf-16")).toBe(DANISH);
});

test("ISO 2022 JP is read with the escapes that glued pieces leave", () => {
  const bytes = Buffer.from("\u001b$B%K%c!<\u001b(B\u001b$B%s\u001b(B", "latin1");
  expect(decodeCharset(bytes, "iso-2022-jp-ms")).toBe("ニャーン");
});

test.each(["utf8", "windows-1252"])("8-bit bytes in headers are read as what they are: %s", (encoding) => {
  expect(decodeUndeclared(iconv.encode(DANISH, encoding))).toBe(DANISH);
});
