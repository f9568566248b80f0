import { expect, test } from "@jest/globals";
import { readOpening, readReply } from "../../../../src/domain/email/read-reply.ts";

const QUOTED = "> Kan I se på backup?\n>\n> Hilsen One\n";
const BARE = "Kan I se på backup?\n\nHilsen One\n";

test.each([
  ["Gmail", `Den tir. 24. nov. 2026 kl. 10.00 skrev One <one@north.example>:\n\n${QUOTED}`],
  ["Apple Mail", `Den 24. nov. 2026 kl. 10.00 skrev One <one@north.example>:\n\n${QUOTED}`],
  ["Thunderbird", `Den 08/06/2015 kl. 21.21 skrev One Person:\n${QUOTED}`],
  ["Outlook for Mac", `D. 28/10/2021 12.46 skrev "One Person" <one@north.example>:\n\n${BARE}`],
  ["Gmail of 2017", `tir. 18. apr. 2017 kl. 13:09 skrev One <one@north.example>:\n\n${QUOTED}`],
  [
    "an attribution over two lines",
    `Den tir. 24. nov. 2026 kl. 10.00 skrev One Person <\none@north.example>:\n\n${QUOTED}`,
  ],
  [
    "Outlook",
    `Fra: One <one@north.example>\nSendt: 24. november 2026 10:00\nTil: support@desk.example\nEmne: Backup\n\n${BARE}`,
  ],
  [
    "Outlook with a ruler",
    `________________________________\nFra: One <one@north.example>\nDato: tirsdag, 24. november 2026\nTil: support\nCc: two\nEmne: Backup\n\n${BARE}`,
  ],
  ["old Outlook", `-----Oprindelig meddelelse-----\nFra: One\n\n${BARE}`],
  ["a phone", `-------- Oprindelig besked --------\nFra: One\n\n${BARE}`],
  [
    "a forward by Apple Mail",
    `Start på videresendt besked:\n\n> Fra: One <one@north.example>\n> Emne: Backup\n>\n${QUOTED}`,
  ],
  [
    "a forward by Thunderbird",
    `-------- Videresendt meddelelse --------\nEmne: Backup\nFra: One <one@north.example>\n\n${BARE}`,
  ],
  ["a quote without attribution", QUOTED],
])("Danish mail programs' quotes are left out: %s", (_, quote) => {
  expect(readReply(`Ja, det gør vi.\nVi ringer i morgen.\n\n${quote}`).text).toBe(
    "Ja, det gør vi.\nVi ringer i morgen.",
  );
});

test.each([
  ["Med venlig hilsen\nOne Person\nNorth Utility", "Med venlig hilsen\nOne Person\nNorth Utility"],
  ["Venlig hilsen One", "Venlig hilsen One"],
  ["Mvh\nOne", "Mvh\nOne"],
  ["Vh One", "Vh One"],
  ["Sendt fra min iPhone", "Sendt fra min iPhone"],
  ["Sendt fra Outlook til iOS", "Sendt fra Outlook til iOS"],
  ["Hent Outlook til Android", "Hent Outlook til Android"],
  ["-- \nOne Person\nNorth Utility\n\nTlf. 12 34", "-- \nOne Person\nNorth Utility\n\nTlf. 12 34".replace("-- ", "--")],
  ["Best regards,\nOne\n\nSent from my iPhone", "Best regards,\nOne\n\nSent from my iPhone"],
  ["/One", "/One"],
])("a signature goes and is given apart: %j", (written, signature) => {
  expect(readReply(`Det virker igen.\n\n${written}\n`)).toEqual({ text: "Det virker igen.", signature });
});

test("an answer below the quote is kept", () => {
  const reply = readReply(`On 24 Nov 2026, One <one@north.example> wrote:\n${QUOTED}\nYes, done.\n`);
  expect(reply.text).toBe("Yes, done.");
});

test("answers between the quotes are kept in order", () => {
  expect(readReply("> Backup?\n\nYes.\n\n> Restore?\n\nNo.\n").text).toBe("Yes.\n\nNo.");
});

test.each([
  "Kunden skrev i går kl. 10:\nalt er nede\nog vi ved ikke hvorfor",
  "From now on: we need backup.\nTo be sure: twice a day.",
  "a < b\nb > c",
  "Hilsen fra serverrummet, hvor intet virker, og hvor lyset blinker hele dagen og hele natten lang",
  "Den 24. november kl. 10 gik serveren ned",
])("words of a person are no quote and no signature: %j", (text) => {
  expect(readReply(text)).toEqual({ text, signature: "" });
});

test("past 200,000 characters or 5,000 lines nothing is trimmed", () => {
  const long = `${"a".repeat(200_001)}\n> quote`;
  const many = `${"a\n".repeat(5_001)}> quote`;
  expect(readReply(long).text).toBe(long);
  expect(readReply(many).text).toBe(many);
});

test("a mail of nothing but a quote is new where it answers nothing, and empty where it does", () => {
  const text = "> Can you help?\n>\n> One\n";
  expect(readOpening(text)).toEqual({ text: "Can you help?\n\nOne", signature: "" });
  expect(readReply(text).text).toBe("");
  expect(readOpening(">\n--\n").text).toBe("");
});

test.each([
  ["a tracker's dot", "\n\u1427\n--\n***\n"],
  ["a date and a recipient without a sender", "\nDate: Wed, 16 May 2012 00:15:02 -0600\nTo: one@north.example\n\nOld."],
])("what is nobody's words is left out: %s", (_, rest) => {
  expect(readReply(`New words.\n${rest}`).text).toBe("New words.");
});

test("a list of facts with a date and a place is kept", () => {
  const text = "Please book:\n\nDate: 16 May 2027\nTo: Copenhagen\n\nThank you";
  expect(readReply(text).text).toBe(text);
});

test.each([
  "Fakturaen blev ved en fejl\nsendt med forkert beløb. Slet den, og betal den nye på 1.200 kr.\nVh One",
  "The invoice was\nsent from the old server and is wrong. Please delete it",
  "The invoice was\nsent from the old server and is wrong",
  "The mail was\nsent by mistake, a new one follows",
  "The mail was\nsent via our new relay by the colleague who looks after all of it",
  "It was\nsent using a template\nCan you see it?",
  "It was\nsent using a template\none\ntwo\nthree\nfour\nfive",
])("a sentence that begins as a program's line does is kept with all below it: %j", (text) => {
  const kept = text.replace("\nVh One", "");
  expect(readReply(text).text).toBe(kept);
});

test.each([
  "Sent from my iPhone\nOne Person\nNorth Utility",
  "Sendt fra min iPhone.",
  "Sent from my cell, please excuse any typos.",
  "Diese Nachricht wurde von meinem Android-Mobiltelefon mit K-9 Mail gesendet.",
  "Sent with Proton Mail secure email. <https://north.example/a/long/address/of/sixty/characters/more>",
  "Envoyé depuis mon iPhone\nSent from my iPad\nSent via Mobile\nSent with K-9\nSent by phone\nSendt fra min mobil",
  "Sent from my iPhone\nhttps://north.example/?page=1",
])("a program's own line and the few lines below it go: %j", (signature) => {
  expect(readReply(`It works.\n\n${signature}`)).toEqual({ text: "It works.", signature });
});

test.each([
  "We thought about it.\nBest would be a new server.\nWhat do you think?",
  "Hi\nLG TV does not show the picture\nPlease help",
  "Hej\nKH modulet virker ikke\nHvad nu?",
  "Hej\nBR 200\nskal byttes",
  "Hej\nHilsen på skærmen er forkert\nRet den",
  "The screen is of\nLG\nDoes that matter?",
])("a short word that begins a sentence is no sign-off: %j", (text) => {
  expect(readReply(text)).toEqual({ text, signature: "" });
});

test.each([
  "Best,\nOne",
  "Best, One Person",
  "Mvh. One M. Person",
  "VH/One",
  "LG\nOne\nhttps://north.example/?page=1",
  "Hilsen fra One",
  "BR",
])("a short sign-off before a name or alone goes: %j", (signature) => {
  expect(readReply(`It works.\n\n${signature}`)).toEqual({ text: "It works.", signature });
});

test("two dashes as the first line cut nothing away", () => {
  expect(readReply("--\nThe server is down").text).toBe("--\nThe server is down");
  expect(readReply("\n--\nThe server is down\n-- \nOne")).toEqual({
    text: "--\nThe server is down",
    signature: "--\nOne",
  });
});
