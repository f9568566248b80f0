import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { attributionLength } from "../../src/domain/email/attribution.ts";
import { readBounceBody } from "../../src/domain/email/bounce-body.ts";
import { findForwarded } from "../../src/domain/email/find-forwarded.ts";
import { notesHeadEnd } from "../../src/domain/email/notes-head.ts";
import { quotedBlockEnd } from "../../src/domain/email/quoted-headers.ts";
import { readReply } from "../../src/domain/email/read-reply.ts";
import { INDENT, settleIndents } from "../../src/domain/email/settle-indents.ts";

const LINES = [
  "",
  "> quote",
  "words",
  "On 1 Jan 2026, One <one@north.example>",
  "wrote:",
  "Den 24. nov. 2026 kl. 10.00 skrev",
  "Fra: One <one@north.example>",
  "Sendt: i går",
  "Emne: x",
  "-----Oprindelig meddelelse-----",
  "-- ",
  "Med venlig hilsen",
  "Sendt fra min iPhone",
  "________________",
  "<",
  "ons. 18. nov. 2026 kl. 10:12",
  "Date: Wed, 16 May 2012 00:15:02 -0600",
  "To: one@north.example",
  "Once upon a time, One said:",
  "One Person/North on 18.11.2026 10:12",
  "To",
  "Virus-free. www.avast.com",
  "-------- Videresendt meddelelse --------",
];

/** Counts how often a rule looks at a line, whatever it does with it. */
function looksAt(lines: readonly string[], rule: (counted: readonly string[], at: number) => unknown): number {
  let looks = 0;
  const counted = new Proxy(lines, {
    get: (target, key) => {
      if (typeof key === "string" && /^\d+$/.test(key)) looks += 1;
      return Reflect.get(target, key);
    },
  });
  for (let at = 0; at < lines.length; at += 1) rule(counted, at);
  return looks;
}

test.each([
  ["attribution", attributionLength],
  ["quoted header block", quotedBlockEnd],
  ["head of Notes", notesHeadEnd],
])("looking for an %s costs a bounded number of looks for each line, however they are mixed", (_, rule) => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { minLength: 1, maxLength: 400 }), (lines) => {
      expect(looksAt(lines, rule)).toBeLessThanOrEqual(40 * lines.length);
    }),
    { numRuns: 300 },
  );
});

test("indented blocks are settled line by line: none is lost, and no mark is left", () => {
  const line = fc.tuple(fc.constantFrom("", `${INDENT} `, `${INDENT} ${INDENT} `), fc.constantFrom(...LINES));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const settled = settleIndents(lines.map((pair) => pair.join("")).join("\n"));
      expect(settled).not.toContain(INDENT);
      expect(settled.split("\n").length).toBe(Math.max(1, lines.length));
    }),
  );
});

test("forwards and reports are looked for in any mixture of lines without a throw", () => {
  const mail = fc.record({ subject: fc.constantFrom("Re: x", "Fwd: x", ""), isAnswer: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 200 }), mail, (lines, about) => {
      const text = lines.join("\n");
      findForwarded(text, { ...about, attached: null }, (words) => words);
      const found = readBounceBody(text, { ours: new Set(), reporterDomain: "mx.south.example" });
      expect(found.length).toBeLessThanOrEqual(20);
    }),
  );
});

test("between new text and signature no line of a person's words is lost", () => {
  const words = fc.stringMatching(/^[a-z]{3,12}( [a-z]{3,12}){2,6}$/);
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 30 }), (lines) => {
      const { text, signature } = readReply(lines.join("\n"));
      const kept = `${text}\n${signature}`.split("\n").filter((line) => line !== "");
      expect(kept).toEqual(lines);
    }),
  );
});

test("no mixture of lines makes the reader throw or invent words", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 60 }), (lines) => {
      const { text, signature } = readReply(lines.join("\n"));
      for (const line of `${text}\n${signature}`.split("\n")) {
        expect(LINES.map((known) => known.trimEnd())).toContain(line);
      }
    }),
  );
});
