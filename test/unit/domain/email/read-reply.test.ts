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
  expect(readOpening(text, true)).toEqual({ text: "Can you help?\n\nOne", signature: "" });
  expect(readReply(text).text).toBe("");
  expect(readOpening(">\n--\n", true).text).toBe("");
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

test.each([
  "We lack:\n- Server\n- Router",
  "These people need access:\n\n- Anna Berg\n\n- Bo Lund",
  "Problem 1: the disk is full.\n--\nProblem 2: no mail arrives at all since Monday.\n--\nProblem 3: the printer prints only half of each page.",
  "Her er svarene.\n\n--- Svar på spørgsmål 1 ---\nJa.\n\n== Svar ==\nNej.",
  "Two things fail:\n- forwarded messages are lost\n- original messages are shown twice\nPlease look at both.",
  "Vi holder lukket:\nFra: 1. maj 2026\nTil: 5. maj 2026\nKom den 6. maj.",
  "Bitte buchen:\nVon: Berlin\nNach: Hamburg\nDatum: 12. Mai 2026\nVielen Dank.",
  "The opening is wrong:\nDate: 12 May 2026\nFrom: 08:00\nTo: 16:00\nIt should be 07:00.",
  "Sagen:\nEmne: Faktura 123\nFra: Bogholderiet\nDen er betalt to gange.",
  "Forward all mail:\nFrom: old@north.example\nTo: new@north.example\nas of Monday.",
  "From: is wrong in the mails we get.\nTo: is missing.\nCan you mend that?",
  "Den 5. maj 2026 kl. 10.12 modtog vi følgende:\nFejl 500\nHvad gør vi?",
  "On 5 May 2026 at 10:12 this is what we sent:\n100 EUR\nPlease reverse it.",
  "On Monday 5 May at 10:12 the screen said:\nDisk full\nWhat now?",
  "Log:\n2026-11-18 10:12:13 INFO user wrote:\n2026-11-18 10:12:14 ERROR disk full",
  "The limit must be\n>100 MB\nfor all users.",
  "See:\n\n--------------------\nhttps://north.example/1\nThat page is broken. What do we do?",
  "The invoice is\nsent from your old system",
  "Det virker.\n\nMvh\nTo\n\nPS: Printeren er også nede.",
  "Mappen hedder\n/Faktura",
  "Sent by post today: the signed contract.",
  "I hope so.\nSincerely hoping it works.",
  "Forwarded message:\nis what the log says.",
  "Det virker.\n\nMvh\nTo Person\n\nJeg glemte at sige, at printeren også er nede.",
  "It works.\n\nBest regards\nTwo Person\n\nWhen can you come and look?",
])("all of a person's words are kept, under other words and above a quote: %j", (text) => {
  const quote = "On 24 Nov 2026, One <one@north.example> wrote:\n> Old words.\n";
  expect(readReply(`Hello\n\n${text}\n`)).toEqual({ text: `Hello\n\n${text}`, signature: "" });
  expect(readReply(`Hello\n\n${text}\n\n${quote}`)).toEqual({ text: `Hello\n\n${text}`, signature: "" });
});

test.each([
  "Kind regards,\nTwo Person\n\nThis e-mail is confidential and intended solely for the one it is addressed to. If you have it in error, please delete it.",
  "Mit freundlichen Grüßen\nTwo Person\n\nNord GmbH | Amtsgericht Hamburg HRB 12345 | Geschäftsführer: One Person, Three Person | Handelsregister",
  "_________________\nTwo Person\nNorth Utility\nTel. 12 34 56 78",
  "Bonne journée,\nTwo Person",
  "--\nTwo Person - <two@south.example>\n--\nA saying of ten or more words that somebody wise once said.",
])("a signature goes with what companies write below: %j", (signature) => {
  expect(readReply(`It works.\n\n${signature}\n`)).toEqual({ text: "It works.", signature });
});

test("sentences below a phone's line are the writer's in a new mail, and may be an old mail in an answer", () => {
  const text =
    "It works.\n\nSent from my iPhone\n\nOne more thing: the second printer on the third floor still does not print.";
  expect(readReply(text, true)).toEqual({ text, signature: "" });
  expect(readReply(text).text).toBe("It works.");
});

test("a mail of nothing but phones' lines is read in one look at each", () => {
  const lines = `${"Sent from my iPhone\n".repeat(4_990)}Really?`;
  expect(readReply(lines).text.length + readReply(lines).signature.length).toBe(lines.length);
});

const TO_MAIL = "when I send an e-mail with an attachment the recipient gets a message that it has a virus";

test.each([
  "Steps\n================\n1. Open https://north.example/cart\n2. Press buy",
  "Here is the log:\n\n-----------------\nGET https://north.example/v1 500",
  "Old and new\n---------------\nOrder 12345678\none@north.example",
  "With regards to order 1234\nThe box came broken.\nPlease send a new one.",
  "Fijne dag vandaag!\nDe printer doet het niet.",
  "Bonne soirée à tous,\nle serveur est en panne",
  `Best regards\nOne\n\nOne more thing, ${TO_MAIL}, so please check that as well.`,
  "Med venlig hilsen\nOne\n\nJeg glemte, at når jeg sender en e-mail, får min modtager en meddelelse om virus, så det skal også løses.",
  "Here they are\n\n--------------------\nOne one@north.example\nTwo two@north.example",
  "From: Odense\nTo: Aarhus\nDate: 5 May 2026 10:00\n\nPlease book it.",
  "Zitat von one@north.example:\nGeht nicht\nBitte prüfen.",
  "Bestil en rejse.\nFra: Odense\nTil: Aarhus\nDato: 5. maj 2026 10:00\nEmne: Kursus\nTak for det",
  "De: Madrid\nA: Sevilla\nFecha: 5/5/2026 10:00\nGracias",
  "Subject: Invoice 5\nFrom: one@north.example\nPlease look for it.",
])("what a person writes is kept: %j", (words) => {
  expect(readReply(`Hello,\n\nit fails.\n\n${words}\n`)).toEqual({
    text: `Hello,\n\nit fails.\n\n${words}`,
    signature: "",
  });
});

test.each([
  "Fra: One\nSendt: 3. november 2026 10:15\nTil: Two\nEmne: en lang linje, der\n er knækket\n\nHej",
  "________________________________\nFra: One\nSendt: 3. november 2026 10:15\nTil: Two\nEmne: x\nHej",
  "Fra: One Person\nSendt: 3. november 2026 10:15\nTil: Two\n\nHej",
])("headers without an address are those of a mail: %j", (quoted) => {
  expect(readReply(`Det virker.\n\n${quoted}\n`)).toEqual({ text: "Det virker.", signature: "" });
});

test.each([
  "Sent from nine different machines.",
  "Sent with the wrong invoice number.",
  "Sendt med kureren.",
  "Sendt fra vores kontor i Odense",
  "Sendt fra min iPhone i går.",
  "Inviato da un collega",
])("a sentence that begins as a program's line and names no program is kept: %j", (words) => {
  for (const isNew of [true, false])
    expect(readReply(`The log is odd.\n\n${words}\n`, isNew)).toEqual({
      text: `The log is odd.\n\n${words}`,
      signature: "",
    });
});

test.each([
  "Sent from Nine",
  "Sent from my toaster",
  "Sent from my Wide RIDGE FAB 4G",
  "Sent from the all new AOL app for iOS",
  "Sent from my iPhone so please excuse typos",
  "Sendt fra Aqua Mail til Android",
  "Skickat från E-post för Windows",
  "Wysłane z iPhone'a",
  "Von meinem/meiner Galaxy gesendet",
  "Hent BlueMail til Android",
  "Télécharger BlueMail pour Android",
  "Von Samsung-Mobilgerät gesendet",
  "Sent from my Verizon, Samsung Galaxy smartphone",
  "Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone",
])("a program's own line names a device, a program, or somebody's own thing: %j", (signature) => {
  expect(readReply(`It works.\n\n${signature}`)).toEqual({ text: "It works.", signature });
});

test.each([
  "Hej\nHa en bra dag!\nServern är nere sedan i morse.",
  "Hej\nHav en god dag\n\nServerfejl",
  "Dear all\n\nAll the best for 2027!\nOur license ends in January.",
  "Hej Anna,\nHav en god dag!\nServeren er nede.",
  "Cześć\n\nMiłego dnia\nserwer nie działa",
  "Hei,\nHa en fin dag\nServeren er nede siden i dag tidlig",
  "The invoice is wrong.\nSincerely sorry to bother you\nthe server is down as well",
  "It is not solved.\nRespectfully I disagree\nwith what was said",
])("a wish that greets and a word that begins a sentence hide nothing of what follows: %j", (text) => {
  expect(readReply(text)).toEqual({ text, signature: "" });
});

test.each(["Hav en god dag\nOne Person", "Hav en god dag!", "Sincerely\nOne"])(
  "a wish for the day signs a mail above a name, a sign-off or nothing: %j",
  (signature) => {
    expect(readReply(`Det virker.\n\n${signature}\n`)).toEqual({ text: "Det virker.", signature });
  },
);

test.each([
  "Two things.\n\nKind regards,\nOne\n\nUpdate: it crashed again at 10:15.",
  "Det er nede.\n\nMvh One\n\nOpdatering: nu er den nede igen.",
  "Dear support,\n\nsincerely\n\nI can't log in.",
  "It works.\n\nBest,\nOne\n\nOh, and one more thing: the printer prints blank pages",
  "Det virker.\n\nMvh\nOne\n\nForresten er printeren også nede",
  "My signature should be:\n--\nTwo Person\nHead of IT\n\nPlease put it into the system.",
  "It fails with\n>>> import x\n>>> x.run()\nTraceback: no module",
  "Reply above this line is what your mails say. Where is it?",
])("what a person writes below a sign-off, or as a machine shows it, is kept: %j", (text) => {
  const quote = "On 24 Nov 2026, One <one@north.example> wrote:\n> Old words.\n";
  expect(readReply(text, true)).toEqual({ text, signature: "" });
  expect(readReply(`${text}\n\n${quote}`)).toEqual({ text, signature: "" });
});

test("what a new mail marks without saying whose it is, its writer put there", () => {
  const text = "The vendor says:\n\n> Restart it.\n\nShall we?";
  expect(readReply(text, true).text).toBe(text);
  expect(readReply(text).text).toBe("Shall we?");
  const named = "On 24 Nov 2026, One <one@north.example> wrote:\n> Restart it.\n\nShall we?";
  expect(readReply(named, true).text).toBe("Shall we?");
});

test.each(["Please reply above this line to respond", "Reply above this line"])(
  "below the line of a ticket system all is old: %s",
  (line) => {
    expect(readReply(`It works.\n\n${line}\n\nOld words.`).text).toBe("It works.");
  },
);

test("a sign-off and a name right above the dashes belong to the signature, other words do not", () => {
  const signature = "Best,\nOne\n\n--\nOne Person | North";
  expect(readReply(`It works.\n\n${signature.replace("--", "-- ")}`)).toEqual({ text: "It works.", signature });
  const text = "It works.\n\nBest,\nOne\n\nthe printer prints blank pages now";
  expect(readReply(`${text}\n\n-- \nOne`)).toEqual({ text, signature: "--\nOne" });
});

test.each([
  "Det virker ikke.\n\nMvh\nAnna\n\nPrinteren er også nede.",
  "It fails.\n\nBest regards\nAnna Berg\n\nThe printer on the second floor is down as well.",
])("a sentence in a paragraph of its own below a name is kept: %j", (text) => {
  expect(readReply(text)).toEqual({ text, signature: "" });
});

test.each([
  "Best regards\nAnna Berg\n\nWe care for your business.",
  "Mvh\nAnna Berg\n\nTænk på miljøet, før du printer.",
  "Mvh\nAnna Berg\n\nDenne mail er kun til den, som den er sendt til.",
  "Mvh\nAnna Berg\nTlf. 12 34 56 78\n\nStedet for god mad.",
])("what companies say below a name is signature: %j", (signature) => {
  expect(readReply(`It works.\n\n${signature}`)).toEqual({ text: "It works.", signature });
});

test.each([
  "—\nReply to this email directly or view it on GitHub.",
  "—\nOne Person\nNorth Utility",
  "__\nOne Person",
  "Sent from Xfinity Connect App",
])("a single typographic dash above a name, and any program's line, begin a signature: %j", (signature) => {
  expect(readReply(`It works.\n\n${signature}`)).toEqual({ text: "It works.", signature });
});

test.each([
  "Kan I se på dette?\n—\nServeren er langsom\n—\nPrinteren er nede",
  "Two things:\n\n—\n\nThe server is slow and nobody can work.\n\nThe printer is down.",
  "__\n\nThe form has two lines like this one. What are they for?",
  "I see this in the log:\n\n---- kunden skrev ----\ningen adgang\n\nHvad gør vi?",
  "## Steps ##\n1. Do this\n## Result ##\nNothing above this line works",
  "The screen shows:\n## Nothing above this line works\n## and nothing below it\nWhat now?",
  "Sent from our warehouse yesterday.\nNot here yet.",
  "Our tickets say:\n\n----- Original error -----\nDisk full\n\nWhat now?",
  "Thanks for the answer.\n\nBest regards\nAnna\n\nThe attachment is the log of yesterday.",
])("dashes and lines that part a person's own words cut nothing: %j", (text) => {
  for (const isNew of [true, false]) expect(readReply(`Hello\n\n${text}`, isNew).text).toBe(`Hello\n\n${text}`);
});

test.each(["Version 2", "At 1 o'clock it fails", "Den 5. gang hjalp det", "See page 3,", "On 5 May 2026 it worked"])(
  "a line right above an attribution is no piece of it: %s",
  (line) => {
    for (const attribution of [
      "On Wed, 18 Nov 2026 at 10:12, One <one@north.example> wrote:",
      "Den 18. nov. 2026 kl. 10.12 skrev One Person:",
    ])
      expect(readReply(`Hello\n${line}\n${attribution}\n> Old words.\n`).text).toBe(`Hello\n${line}`);
  },
);

test.each([
  "On Wednesday, 18\nNovember 2026 at 10:12, One <one@north.example> wrote:",
  "On Tue, Nov 17, 2026\nat 10:12, One\n<one@north.example\n> wrote:",
])("an attribution that is wrapped anywhere is one: %j", (attribution) => {
  expect(readReply(`Hello\n\n${attribution}\n> Old words.\n`).text).toBe("Hello");
});

test.each(["hilsen anna", "mvh anna", "Mvh Anna 😊", "Med venlig hilsen\nAnna :-)"])(
  "people sign as they like: %j",
  (signature) => {
    expect(readReply(`It works.\n\n${signature}`)).toEqual({ text: "It works.", signature });
  },
);

test.each(["kh modulet", "hilsen anna\nskal rettes", "best would"])("and begin sentences so: %j", (words) => {
  expect(readReply(`It is wrong.\n\n${words}`)).toEqual({ text: `It is wrong.\n\n${words}`, signature: "" });
});
