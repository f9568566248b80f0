import { expect, test } from "@jest/globals";
import { readReply } from "../../../../src/domain/email/read-reply.ts";

const QUOTE = "On 24 Nov 2026, One <one@north.example> wrote:\n> Old words.\n";

test.each([
  "Virus-free. www.avast.com",
  "Virus-free.\nwww.avg.com",
  "Virus-free.www.avast.com <https://www.avast.com/sig-email?utm_medium=email>",
  "<https://www.avast.com/sig-email?utm_medium=email>\nVirenfrei.\nwww.avast.com\n<https://www.avast.com/sig-email>\n<#DAB4FAD8-2DD7>",
  "Virusfri. www.avast.com",
  "Garanti sans virus. www.avast.com",
  "Libre de virus. www.avast.com",
  "Privo di virus. www.avast.com",
  "Virusvrij. www.avast.com",
  "Wolny od wirusów. www.avast.com",
  "---\nThis email has been checked for viruses by Avast antivirus software.\nhttps://www.avast.com/antivirus",
  "---\nDiese E-Mail wurde von Avast Antivirus-Software auf Viren geprüft.\nhttps://www.avast.com/antivirus",
  "---\nL'absence de virus dans ce courrier électronique a été vérifiée par le logiciel antivirus Avast.\nhttps://www.avast.com/antivirus",
  "---\nDenne e-mail er blevet kontrolleret for virusser af Avast antivirus-software.\nhttps://www.avast.com/antivirus",
  "-----\nNo virus found in this message.\nChecked by AVG - www.avg.com\nVersion: 2016.0.7161 / Virus Database: 4495/11356 - Release Date: 01/08/16",
  "__________ Information from ESET NOD32 Antivirus, version of virus signature database 4090 (20090519) __________\n\nThe message was checked by ESET NOD32 Antivirus.\n\nhttp://www.eset.com",
])("what a virus scanner says below a mail is no word of its writer: %j", (footer) => {
  expect(readReply(`It works.\n\n${footer}\n`).text).toBe("It works.");
  expect(readReply(`It works.\n\nBest regards\nOne Person\n\n${footer}\n\n${QUOTE}`).text).toBe("It works.");
  expect(readReply(`It works.\n\n${footer}\n`).signature).toContain(footer.split("\n").at(-1));
});

test.each([
  "Avast says the file is virus-free. www.avast.com has more.\nCan we install it?",
  "Virus-free. I checked it with www.avast.com myself.",
  "This email has been checked for viruses by our gateway and it was blocked.\nPlease send it again.",
  "The mail had a virus, says the scanner.",
  "See what www.avast.com says of the virus in your e-mail!",
])("what a person writes of viruses is kept: %j", (words) => {
  expect(readReply(`Hello,\n\n${words}\n`)).toEqual({ text: `Hello,\n\n${words}`, signature: "" });
});

const RULER = "_".repeat(80);
const MEETINGS = [
  `${RULER}\nMicrosoft Teams meeting\nJoin on your computer, mobile app or room device\nClick here to join the meeting<https://teams.microsoft.com/l/meetup-join/1>\nMeeting ID: 123 456 789 012\nPasscode: aBc123\nOr call in (audio only)\n+45 12 34 56 78,,1#   Denmark\nLearn More<https://aka.ms/JoinTeamsMeeting> | Meeting options<https://teams.microsoft.com/x>\n${RULER}`,
  `${RULER}\nMicrosoft Teams Need help?\nJoin the meeting now\nMeeting ID: 123 456 789 012\nPasscode: aBc123\n${"_".repeat(32)}\nFor organizers: Meeting options\n${RULER}`,
  `${RULER}\nMicrosoft Teams-møde\nDeltag via computer, mobilapp eller lokaleenhed\nKlik her for at deltage i mødet<https://teams.microsoft.com/l/meetup-join/1>\nMøde-id: 123 456 789 012`,
  "Join Zoom Meeting\nhttps://north.zoom.us/j/12345678901?pwd=x\n\nMeeting ID: 123 4567 8901\nPasscode: 123456",
];

test.each(MEETINGS)("in an answer the way into a meeting is given apart where words stand above it: %j", (block) => {
  const text = `Let us talk on Thursday.\n\nBest regards\nOne Person\n\n${block}\n`;
  for (const mail of [text, `${text}\n${QUOTE}`]) {
    const reply = readReply(mail);
    expect(reply.text).toBe("Let us talk on Thursday.");
    expect(reply.signature).toContain("Best regards\nOne Person\n\n");
    expect(reply.signature).toMatch(/ID: 123|id: 123/);
  }
});

test.each(MEETINGS)("in a new mail it is what the mail is about: %j", (block) => {
  for (const mail of [block, `Let us talk on Thursday.\n\n${block}`]) {
    expect(readReply(mail, true).text).toContain(block.split("\n")[1]);
  }
});

test.each([
  `Teams is slow.\n\n${RULER}\nMicrosoft Teams shows this:\nError 500\nWhat now?`,
  "The link fails:\nJoin Zoom Meeting\nhttps://north.zoom.us/j/1\nIt says that the meeting is over.",
])("what a person writes of meetings is kept: %j", (text) => {
  expect(readReply(`Hello\n\n${text}\n`)).toEqual({ text: `Hello\n\n${text}`, signature: "" });
});
