import { expect, test } from "@jest/globals";
import { AUTO_REPLY_SUBJECTS, autoReplySubject } from "../../../../src/domain/email/auto-reply-subjects.ts";
import { baseSubject } from "../../../../src/domain/email/base-subject.ts";
import { findForwarded } from "../../../../src/domain/email/find-forwarded.ts";
import { PROGRAM_SIGNATURES } from "../../../../src/domain/email/program-signatures.ts";
import { readReply } from "../../../../src/domain/email/read-reply.ts";
import { SIGN_OFFS } from "../../../../src/domain/email/sign-offs.ts";

const LANGUAGES = ["da", "en", "de", "sv", "nb", "nl", "fr", "es", "it", "pl", "fi"] as const;
type Language = (typeof LANGUAGES)[number];

/** How Gmail, Apple Mail, Thunderbird, Outlook and Yahoo say who wrote. */
const ATTRIBUTIONS: Record<Language, readonly string[]> = {
  da: [
    "Den 18. november 2026 10.12.13 CET, One Person <one@north.example> skrev:",
    "One Person skrev den 2026-11-18 10:12:",
    "Citat One Person <one@north.example>:",
    "ons, 18 11 2026 kl. 10:12 +0100, skrev One Person:",
    "Den ons. 18. nov. 2026 kl. 10.12 skrev One Person <one@north.example>:",
    "Den 18. nov. 2026 kl. 10.12 skrev One Person <one@north.example>:",
    "Den 18.11.2026 kl. 10.12 skrev One Person:",
    'D. 18/11/2026 10.12 skrev "One Person" <one@north.example>:',
    "onsdag den 18. november 2026 skrev One Person <one@north.example>:",
  ],
  en: [
    "On Wednesday, November 18th, 2026 at 10:12 AM, One Person <one@north.example> wrote:",
    "On 18 Nov 2026, 10:12 +0100, One Person <one@north.example>, wrote:",
    "Quoting One Person <one@north.example>:",
    "One Person (North Utility) wrote on 18/11/2026 10:12:",
    "On 18/11/2026 10:12, one.person wrote:",
    "On Wed, Nov 18, 2026 at 10:12 AM One Person <one@north.example> wrote:",
    "On 18 Nov 2026, at 10:12, One Person <one@north.example> wrote:",
    "On 18/11/2026 10:12, One Person wrote:",
    "One Person <one@north.example> wrote on 18/11/2026 10:12:",
    "---- On Wed, 18 Nov 2026 10:12:13 +0100 One Person <one@north.example> wrote ----",
  ],
  de: [
    "Zitat von One Person <one@north.example>:",
    "Am Mi., 18. Nov. 2026 um 10:12 Uhr schrieb One Person <one@north.example>:",
    "Am 18.11.2026 um 10:12 schrieb One Person <one@north.example>:",
    "Am 18.11.26 um 10:12 schrieb One Person:",
    "Am Mittwoch, 18. November 2026 um 10:12:13 MEZ hat One Person <one@north.example> Folgendes geschrieben:",
    "One Person <one@north.example> schrieb am Mi. 18. Nov. 2026 um 10:12:",
  ],
  sv: [
    "Den ons 18 nov. 2026 kl 10:12 skrev One Person <one@north.example>:",
    "18 nov. 2026 kl. 10:12 skrev One Person <one@north.example>:",
    "Den 2026-11-18 kl. 10:12, skrev One Person:",
    'Den 2026-11-18 10:12, skrev "One Person" <one@north.example> följande:',
  ],
  nb: [
    "ons. 18. nov. 2026 kl. 10:12 skrev One Person <one@north.example>:",
    "18. nov. 2026 kl. 10:12 skrev One Person <one@north.example>:",
    "Den 18.11.2026 10:12, skrev One Person:",
    "One Person <one@north.example> skrev følgende den 18.11.2026 10:12:",
  ],
  nl: [
    "Citeren One Person <one@north.example>:",
    "One Person schreef op wo 18-11-2026 om 10:12 [+0100]:",
    "Op wo 18 nov 2026 om 10:12 schreef One Person <one@north.example>:",
    "Op 18 nov. 2026, om 10:12 heeft One Person <one@north.example> het volgende geschreven:",
    "Op 18-11-2026 om 10:12 schreef One Person:",
    "One Person <one@north.example> schreef op 18 november 2026 10:12:",
  ],
  fr: [
    "Le 18/11/2026 10:12, Georges du bois a écrit :",
    "Le mer. 18 nov. 2026 à 10:12, One Person <one@north.example> a écrit :",
    "Le 18/11/2026 à 10:12, One Person a écrit :",
    "Le mercredi 18 novembre 2026 à 10:12:13 UTC+1, One Person <one@north.example> a écrit :",
  ],
  es: [
    "El mié, 18 nov 2026 a las 10:12, One Person (<one@north.example>) escribió:",
    "El 18/11/2026 a las 10:12, One Person escribió:",
    "El miércoles, 18 de noviembre de 2026, One Person <one@north.example> escribió:",
  ],
  it: [
    "Il giorno mer 18 nov 2026 alle ore 10:12 One Person <one@north.example> ha scritto:",
    "Il 18/11/2026 10:12, One Person ha scritto:",
    "In data 18 novembre 2026 10:12:13, One Person ha scritto:",
  ],
  pl: [
    "śr., 18 lis 2026 o 10:12 One Person <one@north.example> napisał(a):",
    "Wiadomość napisana przez One Person <one@north.example> w dniu 18 lis 2026, o godz. 10:12:",
    "W dniu 18.11.2026 o 10:12, One Person pisze:",
    "W dniu 2026-11-18 10:12, One Person napisał(a):",
  ],
  fi: [
    "ke 18. marrask. 2026 klo 10.12 One Person (one@north.example) kirjoitti:",
    "One Person <one@north.example> kirjoitti 18.11.2026 kello 10.12:",
    "18.11.2026, 10:12, One Person kirjoitti:",
  ],
};
const attributions = LANGUAGES.flatMap((language) => ATTRIBUTIONS[language].map((line) => [language, line] as const));

test.each(attributions)("an attribution is left out with its quote, marked or bare: %s %s", (_, line) => {
  for (const quote of ["> Old words.\n> More.", "Old words.\nMore."]) {
    expect(readReply(`New words.\n\n${line}\n\n${quote}\n`).text).toBe("New words.");
  }
});

test.each(attributions.filter(([, line]) => line.length > 72))(
  "an attribution that the program wrapped is one all the same: %s %s",
  (_, line) => {
    const space = line.lastIndexOf(" ", 72);
    const wrapped = `${line.slice(0, space)}\n${line.slice(space + 1)}`;
    expect(readReply(`New words.\n\n${wrapped}\n> Old words.\n`).text).toBe("New words.");
  },
);

test.each([
  "Den 5. maj 2026 skrev vi til jer om følgende:",
  "On 5 May 2026 we sent the following:",
  "I spoke to one@north.example yesterday.\nHe said the following:",
  "2026-11-24 10:12:33 ERROR sending to <one@north.example>:",
  "On Monday at 10 the customer wrote:",
  "Am 5. Mai 2026 um 10:00 Uhr schrieb ich Ihnen:",
  "25, @12:24pm by one says:",
])("words of a person that look like an attribution cut nothing: %j", (words) => {
  expect(readReply(`Hello\n\n${words}\nthese are mine too`).text).toContain("these are mine too");
});

test.each([
  "Στις Τετ 18 Νοε 2026 στις 10:12 π.μ., ο/η One Person <one@north.example> έγραψε:",
  "2026-11-18, tr, 10:12 One Person <one@north.example> rašė:",
  "\u200f\u202bבתאריך יום ד׳, 18 בנוב׳ 2026 ב-10:12 מאת \u202aOne Person\u202c\u200f <\u202aone@north.example\u202c\u200f>:\u202c",
  "في الأربعاء، ١٨ نوفمبر ٢٠٢٦ في ١٠:١٢ ص بواسطة One Person <one@north.example>:",
])("a moment and an address before a marked quote are an attribution in any language: %s", (line) => {
  const space = line.lastIndexOf(" ", 60);
  for (const written of [line, `${line.slice(0, space)}\n${line.slice(space + 1)}`]) {
    expect(readReply(`New words.\n\n${written}\n\n> Old words.\n`).text).toBe("New words.");
  }
});

test.each([
  ">>> One Person <one@north.example> 18-11-2026 10:12 >>>",
  ">>> On 18-11-2026 at 10:12, in message <5F0A.B1@north.example>, One Person <one@north.example> wrote:",
  "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐",
  "-------- Message d’origine --------",
  "-------- Oryginalna wiadomość --------",
  "------ Originalnachricht ------",
  "##- Skriv dit svar over denne linje -##",
  "—-—-—-—\nReply above this line.",
  "------------------ Original ------------------",
  "------------------ 原始邮件 ------------------",
  "----- Mail original -----",
  "----- Bericht von vorher -----\nVan: One <one@north.example>\nVerzonden: 18-11-2026 10:12\nAan: desk\nOnderwerp: x",
  "---- One Person wrote ----",
  '"One Person" <one@north.example> wrote in message news:abc@north.example...',
  "-- ADD A REPLY ABOVE THIS LINE --",
  "## Please do not write below this line ##",
  "## In replies all text above this line is added to the ticket ##",
  "##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein. -##",
  "##- Répondez au-dessus de cette ligne -##",
  "--- Skriv over denne linje ---",
  "  Original Message  \nFrom: One\nSent: 18 November 2026 10:12\nTo: desk\nSubject: Backup",
  "Von: One Person\nGesendet: Mittwoch, 18. November 2026 10:12\nAn: Two Person\nBetreff: Backup",
  "Από: One <one@north.example>\nΣτάλθηκε: 18 Νοεμβρίου 2026 10:12\nΠρος: desk\nΘέμα: Backup",
])("below a program's mark all is old: %j", (mark) => {
  expect(readReply(`New words.\n\n${mark}\n\nOld words.\nMore.\n`).text).toBe("New words.");
});

const NOTES: readonly (readonly [string, string, string, string, string])[] = [
  ["de", "Von", "An", "Datum", "Betreff"],
  ["da", "Fra", "Til", "Dato", "Emne"],
  ["en", "From", "To", "Date", "Subject"],
  ["fr", "De ", "A ", "Date ", "Objet "],
  ["es", "De", "Para", "Fecha", "Asunto"],
  ["it", "Da", "A", "Data", "Oggetto"],
  ["nl", "Van", "Aan", "Datum", "Onderwerp"],
  ["sv", "Från", "Till", "Datum", "Ärende"],
  ["pl", "Od", "Do", "Data", "Temat"],
];
const WROTE: Record<string, string> = { de: "schrieb:", da: "skrev:", en: "wrote:", fr: "a écrit :", nl: "schreef:" };

test.each(NOTES)("the heads that Notes writes end the new text: %s", (language, from, to, date, subject) => {
  const one = "One Person/North/UK";
  const two = "Two Person/South@South";
  const at = "18.11.2026 10:12";
  const heads = [
    `${from}:\t${one}\n${to}:\t${two}\n${date}:\t${at}\n${subject}:\tBackup`,
    `${to}:        ${two}\n${from}:        ${one}\n${date}:        ${at}\n${subject}:        Backup`,
    `-----${one} ${WROTE[language] ?? "skrev:"} -----\n\n${to}: ${two}\n${from}: ${one}\n${date}: ${at}\n${subject}: Backup`,
    `${one} \n${at}\n\n${to.trim()}\n${two}\ncc\n\n${subject.trim()}\nBackup`,
    `"One Person" <one@north.example> on ${at}:33\n\n${to}:   two@south.example\ncc:\n${subject}:  Backup`,
    `     "One Person"\n     <one@north.examp\n     le>                               ${to.trim()}\n            <two@south.example>\n     18/11/2026 10:12                        cc\n\n                             ${subject.trim()}\n            Re: Backup`,
  ];
  for (const head of heads)
    expect(readReply(`New words.\n\n${head}\n\nOld words.\nMore.\n`)).toEqual({ text: "New words.", signature: "" });
});

test.each([
  "To: Odense\nFrom: Aarhus\nDate: 5 May 2026 10:00\n\nPlease book it.",
  "Anna/Bo were here 18.11.2026 10:12.\nThey sent it to\nTo\nSubject\nBackup",
  "Wrong in the mail one@north.example got at 18.11.2026 10:12:\n- the name in To.\n- the subject",
])("what a person lists is no head of Notes: %j", (words) => {
  expect(readReply(`Hello\n\n${words}`).text).toBe(`Hello\n\n${words}`);
});

type Labels = {
  gmail: string;
  apple: string;
  outlook: readonly [from: string, date: string, to: string, subject: string];
};
const FORWARDS: Record<Language, Labels> = {
  da: { gmail: "Forwarded message", apple: "Start på videresendt besked:", outlook: ["Fra", "Sendt", "Til", "Emne"] },
  en: { gmail: "Forwarded message", apple: "Begin forwarded message:", outlook: ["From", "Sent", "To", "Subject"] },
  de: {
    gmail: "Weitergeleitete Nachricht",
    apple: "Anfang der weitergeleiteten Nachricht:",
    outlook: ["Von", "Gesendet", "An", "Betreff"],
  },
  sv: {
    gmail: "Vidarebefordrat meddelande",
    apple: "Vidarebefordrat mejl:",
    outlook: ["Från", "Skickat", "Till", "Ämne"],
  },
  nb: { gmail: "Videresendt melding", apple: "Videresendt melding:", outlook: ["Fra", "Sendt", "Til", "Emne"] },
  nl: {
    gmail: "Doorgestuurd bericht",
    apple: "Begin doorgestuurd bericht:",
    outlook: ["Van", "Verzonden", "Aan", "Onderwerp"],
  },
  fr: {
    gmail: "Message transféré",
    apple: "Début du message réexpédié :",
    outlook: ["De", "Envoyé", "À", "Objet"],
  },
  es: {
    gmail: "Mensaje reenviado",
    apple: "Inicio del mensaje reenviado:",
    outlook: ["De", "Enviado", "Para", "Asunto"],
  },
  it: {
    gmail: "Messaggio inoltrato",
    apple: "Inizio messaggio inoltrato:",
    outlook: ["Da", "Inviato", "A", "Oggetto"],
  },
  pl: {
    gmail: "Przekazana wiadomość",
    apple: "Początek przekazywanej wiadomości:",
    outlook: ["Od", "Wysłano", "Do", "Temat"],
  },
  fi: {
    gmail: "Edelleenlähetetty viesti",
    apple: "Välitetty viesti alkaa:",
    outlook: ["Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"],
  },
};
const ANSWER = { isAnswer: true, attached: null };

test.each(LANGUAGES)("a forward is found whichever program made it: %s", (language) => {
  const { gmail, apple, outlook } = FORWARDS[language];
  const [from, date, to, subject] = outlook;
  const block = [
    `${from}: One Person <one@north.example>`,
    `${date}: 18. 11. 2026 10:12`,
    `${to}: desk@support.example`,
    `${subject}: Backup`,
  ];
  const marked = [`See below.`, "", apple, "", ...block.map((line) => `> ${line}`), ">", "> Old words."].join("\n");
  const dashed = ["See below.", "", `-------- ${gmail} --------`, ...block, "", "Old words."].join("\n");
  const glued = ["See below.", `  ----- ${gmail} ----- ${block.join("")}`, "Old words."].join("\n");
  const bare = ["See below.", "", ...block, "", "Old words."].join("\n");
  const sender = { address: "one@north.example", name: "One Person" };
  for (const text of [marked, dashed, glued]) {
    expect(findForwarded(text, { ...ANSWER, subject: "x" }, (words) => words)?.forwarded.from).toEqual(sender);
  }
  const forward = findForwarded(bare, { ...ANSWER, subject: "Fwd: x" }, (words) => words);
  expect(forward).toMatchObject({
    forwarded: { from: sender, subject: "Backup" },
    above: "See below.",
    text: "Old words.",
  });
  expect(findForwarded(bare, { ...ANSWER, subject: "Re: x" }, (words) => words)).toBeNull();
});

const BLOCK = [
  "From: One Person <one@north.example>",
  "Date: 18-11-2026 10:12",
  "To: two@south.example",
  "Subject: Backup",
];

test.each([
  ["eM Client", `------ Forwarded Message ------\n${BLOCK.join("\n").replaceAll(/^(\w+):/gm, "$1")}\n\nOld.`],
  ["Zoho", `==== Forwarded message ====\n${BLOCK.join("\n")}\n==== Forwarded message ====\n\nOld.`],
  ["Notes", `----- Videresendt af Two/South den 18-11-2026 10:12 -----\n\n${BLOCK.join("\n")}\n\nOld.`],
  ["Yahoo", `   ----- Weitergeleitete Mail -----\n${BLOCK.join("\n")}\n\nOld.`],
  ["an address in parentheses", `${BLOCK.join("\n").replace("<", "(").replace(">", ")")}\n\nOld.`],
  ["GroupWise", ">>> One Person <one@north.example> 18-11-2026 10:12 >>>\nOld."],
])("the sender of a forward is read as written by %s", (_, text) => {
  const mail = { subject: "Fwd: Backup", isAnswer: false, attached: null };
  expect(findForwarded(text, mail, (words) => words)?.forwarded.from?.address).toBe("one@north.example");
});

test.each(["-------- Oprindelig meddelelse --------", "________________________________", "\n"])(
  "the line that a program puts above the headers is no word of who forwards: %j",
  (line) => {
    const mail = { subject: "Fwd: Backup", isAnswer: false, attached: null };
    const text = `See below.\n\n${line}\n${BLOCK.join("\n")}\n\nOld.`;
    expect(findForwarded(text, mail, (words) => words)).toMatchObject({ above: "See below.", text: "Old." });
  },
);

test("what Notes 6 to 8 forwarded is found below its mark", () => {
  const head = "One Person <one@north.example>\n18.11.2026 10:12\n\nAn\ndesk\nKopie\n\nThema\nBackup";
  const text = `Siehe unten.\n\n----- Weitergeleitet von Two/South am 18.11.2026 10:13 -----\n\n${head}\n\nAlt.`;
  expect(findForwarded(text, { ...ANSWER, subject: "WG: x" }, (words) => words)).toEqual({
    forwarded: { from: { address: "one@north.example", name: "One Person" }, subject: "Backup", date: null },
    above: "Siehe unten.",
    text: "Alt.",
  });
});

test("what an answer quotes of a forward is none", () => {
  const text = `Yes.\n\n> ---------- Forwarded message ---------\n${BLOCK.map((line) => `> ${line}`).join("\n")}\n>\n> Old.`;
  expect(findForwarded(text, { ...ANSWER, subject: "Re: x" }, (words) => words)).toBeNull();
  expect(findForwarded(text, { ...ANSWER, subject: "Fwd: x" }, (words) => words)?.above).toBe("Yes.");
});

test.each([
  "Inoltrato: Backup",
  "WTRLT: Backup",
  "Weitergeleitet: Backup",
  "Transféré : Backup",
  "Doorgestuurd: Backup",
  "[Desk] Reenviado: Backup",
])("a subject says that a mail is a forward: %s", (subject) => {
  const mail = { ...ANSWER, subject };
  expect(findForwarded(`See below.\n\n${BLOCK.join("\n")}\n\nOld.`, mail, (words) => words)?.above).toBe("See below.");
  expect(baseSubject(subject)).toBe("Backup");
});

test("VS: marks an answer where the quoted headers are Finnish, and a forward elsewhere", () => {
  const finnish =
    "Kyllä.\n\nLähettäjä: One <one@north.example>\nLähetetty: 18.11.2026 10.12\nVastaanottaja: desk\nAihe: x\n\nOld.";
  const danish = "Ja.\n\nFra: One <one@north.example>\nSendt: 18. november 2026 10:12\nTil: desk\nEmne: x\n\nOld.";
  const mail = { subject: "VS: x", isAnswer: true, attached: null };
  expect(findForwarded(finnish, mail, (words) => words)).toBeNull();
  expect(findForwarded(danish, mail, (words) => words)?.above).toBe("Ja.");
});

test("old Outlook's mark of an original mail is a forward in a mail that answers none, and a quote in an answer", () => {
  const text =
    "See below.\n\n-----Original Message-----\nFrom: One <one@north.example>\nSent: 6 April 2021\nTo: two\n\nOld.";
  const read = (isAnswer: boolean) => findForwarded(text, { subject: "x", isAnswer, attached: null }, (words) => words);
  expect(read(false)?.forwarded.from?.address).toBe("one@north.example");
  expect(read(true)).toBeNull();
});

test.each(LANGUAGES)("sign-offs, programs' lines and subjects of automatic answers are known: %s", (language) => {
  const written = [
    ...(SIGN_OFFS[language] ?? []).map((words) => `${capital(words)}\nOne Person`),
    ...(PROGRAM_SIGNATURES[language] ?? []).map((words) => `${capital(words).trim()} iPhone`),
  ];
  for (const signature of written) {
    expect(readReply(`It works again now.\n\n${signature}\n`)).toEqual({ text: "It works again now.", signature });
  }
  const subjects = AUTO_REPLY_SUBJECTS[language === "nb" ? "no" : language] ?? [];
  expect(SIGN_OFFS[language]?.length).toBeGreaterThan(2);
  expect(PROGRAM_SIGNATURES[language]?.length).toBeGreaterThan(1);
  expect(subjects.length).toBeGreaterThan(4);
  expect(subjects.every((subject) => autoReplySubject(`Re: ${subject} Backup`) === "marked")).toBe(true);
  const goesOn = subjects.filter((subject) => !subject.endsWith(":"));
  expect(goesOn.every((subject) => autoReplySubject(`${subject} Backup`) === "bare")).toBe(true);
  expect(subjects.every((subject) => isAlone(autoReplySubject(`[Desk #1] ${subject}`)))).toBe(true);
});

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function isAlone(subject: ReturnType<typeof autoReplySubject>): boolean {
  return subject === "named" || subject === "topic";
}
