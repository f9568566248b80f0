import { expect, test } from "@jest/globals";
import { baseSubject } from "../../../../src/domain/email/base-subject.ts";
import { guessLanguage } from "../../../../src/domain/email/guess-language.ts";
import { readMailDate } from "../../../../src/domain/email/mail-date.ts";
import { readMessageIds } from "../../../../src/domain/email/message-ids.ts";
import { isShortThanks } from "../../../../src/domain/email/short-thanks.ts";
import { formatInstant } from "../../../../src/domain/time/instant.ts";

test.each([
  ["Re: Backup", "Backup"],
  ["SV: VS: Vedr.: Backup", "Backup"],
  ["RE: Re[2]: Backup (fwd)", "Backup"],
  ["[support] Re: [support] Backup", "Backup"],
  ["AW: WG: Backup", "Backup"],
  ["Regarding: Backup", "Regarding: Backup"],
  ["[urgent]", "[urgent]"],
  ["Re:", ""],
  ["  Backup   of\tthe night ", "Backup of the night"],
])("the base of %j is %j", (subject, base) => {
  expect(baseSubject(subject)).toBe(base);
});

test.each([
  ["<a@b>", ["<a@b>"]],
  ["<a@b> <c@d>", ["<a@b>", "<c@d>"]],
  ["<a@b><c@d>\r\n\t<a@b>", ["<a@b>", "<c@d>"]],
  ["< a@ b >", ["<a@b>"]],
  ["a@b", ["<a@b>"]],
  ["Message from One <a@b>", ["<a@b>"]],
  ["<<a@b>>", ["<a@b>"]],
  ["<unfinished", []],
  ["no id here", []],
  ["", []],
])("the ids of %j are %j", (value, ids) => {
  expect(readMessageIds(value)).toEqual(ids);
});

test.each([
  ["a", 997],
  ["中", 332],
])(
  "an id of more bytes than a line holds is none, in brackets or without: beside its sign %s may stand %d times",
  (letter, most) => {
    const long = [most, most + 1].map((length) => `@${letter.repeat(length)}`);
    for (const write of [(one: string) => `<${one}>`, (one: string) => one])
      expect(long.map((one) => readMessageIds(write(one)).length)).toEqual([1, 0]);
  },
);

test("of endless references the newest 100 are kept", () => {
  const ids = readMessageIds(Array.from({ length: 5_000 }, (_, at) => `<${at}@b>`).join(" "));
  expect([ids.length, ids.at(-1)]).toEqual([100, "<4999@b>"]);
});

test.each([
  ["Tue, 24 Nov 2026 10:00:00 +0100", "2026-11-24T09:00:00.000Z"],
  ["24 Nov 2026 10:00 +0100", "2026-11-24T09:00:00.000Z"],
  ["Tue, 24 Nov 2026 10:00:00 +0100 (CET)", "2026-11-24T09:00:00.000Z"],
  ["Tue, 24 Nov 26 10:00:00 GMT", "2026-11-24T10:00:00.000Z"],
  ["24 Nov 99 10:00:00 EST", "1999-11-24T15:00:00.000Z"],
  ["Tue Nov 24 10:00:00 2026", "2026-11-24T10:00:00.000Z"],
  ["2026-11-24T10:00:00+01:00", "2026-11-24T09:00:00.000Z"],
  ["yesterday", null],
  ["Tue, 24 Foo 2026 10:00:00 +0100", null],
  ["Tue, 24 Nov 2026 25:00:00 +0100", null],
  ["", null],
])("the date %j is %j", (value, expected) => {
  const at = readMailDate(value);
  expect(at === null ? null : formatInstant(at)).toBe(expected);
});

test.each([
  ["Tak!", 0, true],
  ["Mange tak for hjælpen", 0, true],
  ["Thanks, it works now.", 0, true],
  ["Perfekt, tak. Hilsen Anna", 0, true],
  ["Tak!", 1, false],
  ["Tak, men det virker stadig ikke", 0, false],
  ["Thanks, but what about the backup?", 0, false],
  ["Det virker ikke", 0, false],
  ["", 0, false],
])("%j with %i files is thanks and nothing more: %s", (text, files, expected) => {
  expect(isShortThanks(text, files)).toBe(expected);
});

test.each([
  ["Hej, vi kan ikke komme på systemet, og jeg har prøvet at genstarte. Hvad skal vi gøre?", "da"],
  ["Hello, we cannot log in and I have tried to restart. What should we do?", "en"],
  ["Hej, vi kan inte logga in och jag har försökt starta om. Vad ska vi göra?", "sv"],
  ["Guten Tag, wir können uns nicht anmelden und ich habe es schon versucht. Bitte um Hilfe.", "de"],
  ["12345", null],
  ["", null],
])("the language of %j is %s", (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});
