import { describe, expect, test } from "@jest/globals";
import { parseCommands } from "../../../../src/domain/commands/parse-commands.ts";
import { MAIL_PROGRAMS, writeAnswer } from "../../../support/mail-programs.ts";
import { readMail } from "../../../support/read-mail.ts";
import { testDesk } from "../../../support/test-desk.ts";

const scope = { agent: "one", desk: testDesk(), replyTemplates: ["solved"] };

const LANGUAGES = {
  da: {
    text: ["Hej Mette", "", "Vi har genstartet målerserveren, og æblerne tæller igen.", "Prøv venligst én gang til."],
    signature: ["Med venlig hilsen", "Agent One", "Telefon 12 34 56 78"],
    notice: ["#luk", "", "Hej", "Målerdata mangler siden i nat.", "#tildel mig", "Svar på denne mail: #vent, #løst"],
  },
  en: {
    text: ["Hello Mette", "", "We have restarted the meter server.", "Please try once more."],
    signature: ["Kind regards", "Agent One", "Phone 12 34 56 78"],
    notice: [
      "#close",
      "",
      "Hello",
      "Meter data is missing since last night.",
      "#assign me",
      "Answer this mail: #wait, #resolve",
    ],
  },
} as const;

/** What stands on the first lines, and the commands it means. */
const ORDERS: readonly {
  readonly da: readonly string[];
  readonly en: readonly string[];
  readonly names: readonly string[];
}[] = [
  { da: [], en: [], names: [] },
  { da: ["#vent"], en: ["#wait"], names: ["wait"] },
  { da: ["#løst"], en: ["#resolve"], names: ["resolve"] },
  { da: ["#loest"], en: ["#Resolve"], names: ["resolve"] },
  { da: ["#luk"], en: ["#close"], names: ["close"] },
  { da: ["#genåbn"], en: ["#reopen"], names: ["reopen"] },
  { da: ["#niveau A", "#tildel mig"], en: ["#level A", "#assign me"], names: ["level", "assign"] },
  { da: ["#niveau B", "", "#vent kundens log"], en: ["#level B", "", "#wait the log"], names: ["level", "wait"] },
  { da: ["#cc it@north.example"], en: ["#cc it@north.example"], names: ["cc"] },
  { da: ["#notat"], en: ["#note"], names: ["note"] },
  { da: ["#kvitter 2h"], en: ["#ack 2h"], names: ["ack"] },
  { da: ["#skabelon solved", "#løst"], en: ["#template solved", "#resolve"], names: ["template", "resolve"] },
  {
    da: ["#prøv", "#niveau C", "#cc it@north.example", "#luk"],
    en: ["#dry-run", "#level C", "#cc it@north.example", "#close"],
    names: ["dry-run", "level", "cc", "close"],
  },
];

const words = (text: string) => text.split(/\s+/).filter(Boolean).join(" ");

describe.each(MAIL_PROGRAMS)("$name", (program) => {
  const mails = (["da", "en"] as const).flatMap((language) => ORDERS.map((order) => ({ language, order })));

  test.each(mails)(
    "gives the agent's commands and words, and nothing of quote or signature: $language $order.names",
    async ({ language, order }) => {
      const { text, signature, notice } = LANGUAGES[language];
      const lines = order.names.length === 0 ? text : [...order[language], "", ...text];
      const { replyText } = await readMail(writeAnswer(program, { language, lines, signature, notice }));
      const parsed = parseCommands(replyText, scope);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
      expect(parsed.commands.map(({ name }) => name)).toEqual(order.names);
      expect(words(parsed.text)).toBe(words(text.join(" ")));
    },
  );
});
