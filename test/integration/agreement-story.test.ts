import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import { AGENT, DESK, METTE } from "../../src/demo/people.ts";
import type { Stage } from "../../src/demo/stage.ts";
import { storyTimes } from "../../src/demo/story-time.ts";
import type { MailUnderstanding } from "../../src/domain/email/mail-understanding.ts";
import { instant } from "../../src/domain/time/instant.ts";
import { dovecot } from "../support/dovecot.ts";
import { postfix } from "../support/postfix.ts";
import { testOn } from "../support/real-server.ts";
import { openRealStage, type RealStage } from "../support/real-stage.ts";
import { expectTold, expectWholeStory, wordsOf } from "../support/told-story.ts";

const STORY_MS = 400_000;

const isThere = [dovecot, postfix].every((server) => server.unavailable() === null);
let stage: Stage;
let real: RealStage;

beforeAll(async () => {
  if (!isThere) return;
  real = await openRealStage("test/support/agreement-desk.yaml");
  stage = real.stage;
}, STORY_MS);

afterAll(async () => {
  await real?.close();
});

const answer: RealStage["answer"] = (...words) => real.answer(...words);

/** The next mail in a mailbox that was not told yet and holds these words; it goes into the story under `name`. */
async function told(name: string, address: string, ...words: string[]): Promise<MailUnderstanding> {
  const isNew = (mail: MailUnderstanding) => !known.has(mail.messageId ?? "");
  const mail = await stage.awaitMail(address, name, (candidate) => {
    const all = `${candidate.subject}\n${candidate.text}`;
    return isNew(candidate) && words.every((word) => all.includes(word));
  });
  known.add(mail.messageId ?? "");
  expectTold(name, wordsOf(mail));
  return mail;
}

const known = new Set<string>();

async function svartid(...words: string[]): Promise<string> {
  const { code, output } = await real.desk.run(words);
  if (code !== 0) throw new Error(`svartid ${words.join(" ")} ended with ${code}: ${output}`);
  return output;
}

testOn(dovecot, postfix)(
  "an agreement is lived through by mail in Danish, from a level A mail to the statement of its month",
  async () => {
    try {
      await stage.moveTimeTo(storyTimes(instant(Date.now())).fridayAfternoon, "the desk is open");
      const notice = await theSystemStandsStill();
      await theErrorIsLogged(notice);
      await consentIsGiven(notice);
      await theReleaseIsTold();
      await theChangeIsLogged(notice);
      await extraTimeIsApproved(notice);
      await theMonthIsReported();
      await nothingElseWasTold();
      expectWholeStory();
    } catch (error) {
      throw new Error(`${String(error)}\n${real.log()}`);
    }
  },
  STORY_MS,
);

async function theSystemStandsStill(): Promise<MailUnderstanding> {
  await stage.submit({
    ...{ from: METTE, to: DESK, subject: "Systemet står stille", messageId: "<first@north.example>" },
    text: "Hej\n\nImporten af målerdata stopper hver gang, filen er over 2 GB. Resten virker.\n\nVenlig hilsen\nMette Holm",
  });
  await told("01-kvittering-til-kunden", METTE, "Sagsnummer", "Kritisk fejl");
  const notice = await told("02-ny-sag-til-agenten", AGENT, "over 2 GB");
  await answer(
    AGENT,
    notice,
    "#tildel mig\n#niveau B\n\nHej Mette\n\nResten af systemet kører, så vi behandler sagen som niveau B.",
  );
  await told("03-svar-til-kunden", METTE, "vi behandler sagen som niveau B");
  await told("04-kvittering-til-agenten", AGENT, "Udført");
  return notice;
}

async function theErrorIsLogged(notice: MailUnderstanding): Promise<void> {
  await answer(AGENT, notice, "#fejl ny Importen stopper ved filer over 2 GB module=core version=5.2");
  await told("05-fejl-oprettet", AGENT, "Udført", "KE-1");
}

async function consentIsGiven(notice: MailUnderstanding): Promise<void> {
  await answer(AGENT, notice, "#bed-om-samtykke Må vi installere rettelsen hos jer på mandag? module=core version=5.3");
  const question = await told("06-kunden-spoerges-om-samtykke", METTE, "installere rettelsen");
  await told("07-samtykke-er-spurgt", AGENT, "Udført");
  await answer(METTE, question, "Ja tak, det er fint.");
  await told("08-samtykke-givet", AGENT, "det er fint");
}

async function theReleaseIsTold(): Promise<void> {
  const folder = join(real.directory, "core-5.3");
  mkdirSync(folder);
  const date = new Date((await stage.deskNow()) + 3 * 86_400_000).toISOString().slice(0, 10);
  writeFileSync(
    join(folder, "release.yaml"),
    `module: core\nversion: "5.3"\nkind: minor\ndate: ${date}\nfixes: [KE-1]\n`,
  );
  writeFileSync(
    join(folder, "notes.da.md"),
    "Importen tager nu filer af enhver størrelse.\n\n- Loggen viser, hvor langt den er nået.\n",
  );
  writeFileSync(
    join(folder, "notes.en.md"),
    "The import takes files of any size.\n\n- The log shows how far it has come.\n",
  );
  await svartid("release", "import", folder);
  expectTold("09-hvem-der-faar-besked", await svartid("release", "publish", "core-5.3", "--dry-run"));
  await svartid("release", "publish", "core-5.3");
  await told("10-udgivelsen-til-kunden", METTE, "5.3", "enhver størrelse");
}

async function theChangeIsLogged(notice: MailUnderstanding): Promise<void> {
  await answer(AGENT, notice, "#ændring Installeret og afprøvet med en fil på 4 GB module=core version=5.3");
  await told("11-aendring-logfoert", AGENT, "Udført", "5.3");
  expectTold("12-log-over-aendringer", await svartid("change", "list", "--org", "north"));
}

async function extraTimeIsApproved(notice: MailUnderstanding): Promise<void> {
  await answer(AGENT, notice, "#bed-om-godkendelse 2h Oprydning efter den fulde disk");
  const question = await told("13-kunden-spoerges-om-tid", METTE, "Oprydning efter den fulde disk");
  await told("14-tid-er-spurgt", AGENT, "Udført");
  await answer(METTE, question, "Ja");
  await told("15-tid-godkendt", AGENT, "Ja");
  await answer(
    AGENT,
    notice,
    "#tid 1h30 årsag=kunde Ryddet op på disken\n#løst\n\nHej Mette\n\nDisken er ryddet, og importen kører.",
  );
  await told("16-sidste-svar", METTE, "importen kører");
  await told("17-tid-og-loesning", AGENT, "Udført");
}

async function theMonthIsReported(): Promise<void> {
  const month = new Date(await stage.deskNow()).toISOString().slice(0, 7);
  expectTold("18-opgoerelse", await svartid("statement", "--org", "north", "--month", month));
  expectTold("19-svartider", await svartid("report", "sla", "--month", month, "--org", "north"));
}

/** No mailbox holds a mail that the story did not tell. */
async function nothingElseWasTold(): Promise<void> {
  await stage.awaitTrue("the outbox is empty", async () => {
    const rows = await stage.database.selectFrom("outbox").select("state").execute();
    return rows.every(({ state }) => state === "sent");
  });
  for (const address of [METTE, AGENT, "two@desk.example", "ops@desk.example", "three@desk.example"]) {
    const untold = (await stage.mailsOf(address)).filter(({ messageId }) => !known.has(messageId ?? ""));
    expect(untold.map(wordsOf)).toEqual([]);
  }
}
