import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { markdownToHtml, markdownToText } from "../../../../src/adapters/templates/markdown.ts";
import { XSS_PAYLOADS } from "../../../support/xss-payloads.ts";

test("headings, lists, links, code and tables reach both parts of a mail", () => {
  const source = [
    "## Nyt",
    "",
    "- **fed** og *kursiv*",
    "- [vejledning](https://a.example/?a=1&b=2)",
    "",
    "1. en",
    "2. to",
    "",
    "```",
    "svartid check",
    "  --json",
    "```",
    "",
    "| a | b |",
    "| - | - |",
    "| 1 | 2 |",
  ].join("\n");
  expect(markdownToText(source)).toBe(
    [
      "Nyt",
      "- fed og kursiv",
      "- vejledning (https://a.example/?a=1&b=2)",
      "",
      " 1. en",
      " 2. to",
      "",
      "    svartid check",
      "      --json",
      "",
      "a   b",
      "1   2",
    ].join("\n"),
  );
  const html = markdownToHtml(source);
  expect(html).toMatch(/<h2 style="[^"]+">Nyt<\/h2>/);
  expect(html).toMatch(/<a href="https:\/\/a\.example\/\?a=1&amp;b=2" style="[^"]+">vejledning<\/a>/);
  expect(html).toMatch(/<strong>fed<\/strong> og <em>kursiv<\/em>/);
});

test("a tag is words, a picture its words, and a link to anything but pages and addresses its words", () => {
  const source =
    "<b>rå</b> ![skærm](https://a.example/x.png) [a](javascript:alert(1)) [b](//x.example) [c](mailto:x@y.example)";
  expect(markdownToText(source)).toBe("<b>rå</b> skærm a b c (x@y.example)");
  const html = markdownToHtml(source);
  expect(html).toContain('&lt;b&gt;rå&lt;/b&gt; skærm a b <a href="mailto:x@y.example"');
  expect(html.match(/href=/g)).toHaveLength(1);
});

/** Every tag of a fragment, with its attributes. */
function tagsOf(html: string): string[] {
  return html.match(/<[^>]*>?/g) ?? [];
}

const SAFE =
  /^<(?:\/[a-z0-9]+|[a-z0-9]+(?: start="\d+")?(?: href="(?:https?:\/\/|mailto:)[^"<>\s]+")?(?: style="[^"<>]*")?(?: \/)?)>$/i;

test("whatever is written, nothing but known tags, safe links and our own styles leaves", () => {
  const hostile = fc.constantFrom(
    ...XSS_PAYLOADS,
    "[x](",
    "](javascript:alert(1))",
    "![",
    "<",
    ">",
    '"',
    "`",
    "```\n",
    "\n\n",
    "- ",
    "> ",
    "| a |\n| - |\n",
    "[r]: data:text/html,x\n",
    "[r]",
    "&#106;avascript:",
    '<https://a.example" onclick="x>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(hostile, fc.string()), { maxLength: 8 }), (parts) => {
      const html = markdownToHtml(parts.join(""));
      for (const tag of tagsOf(html)) expect(tag).toMatch(SAFE);
    }),
    { numRuns: 1_500 },
  );
});
