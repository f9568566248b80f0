import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import type { PlannedNotice } from "../domain/releases/plan-notices.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import type { StoredRelease } from "../usecases/ports/release-store.ts";
import { planRelease } from "../usecases/releases/plan-release.ts";
import { releaseNotice } from "../usecases/releases/release-notice.ts";
import { titlesOf } from "../usecases/releases/tell-of-release.ts";
import type { OpenDesk } from "../wiring.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { noSuchRelease } from "./release.ts";
import { UserError } from "./user-error.ts";
import { withDesk } from "./with-desk.ts";

interface Options {
  json?: boolean;
  to?: string;
  lang?: Language;
  html?: boolean;
}

/** `svartid release preview`: the mail as one of its readers would get it. */
export function previewCommand(): Command {
  return new Command("preview")
    .description("print the mail that one address would get now, and send nothing")
    .argument("<id>", "such as core-5.3")
    .option("--to <address>", "whose mail; without it, that of the first who would be told")
    .addOption(new Option("--lang <language>", "in this language; without it, in the reader's").choices(LANGUAGES))
    .option("--html", "its HTML part instead of its text")
    .addHelpText("after", examples("svartid release preview core-5.3 --to it@north.example --lang da"))
    .action(async (id: string, options: Options) => {
      const { notice, mail } = await withDesk((desk) => preview(desk, id, options));
      if (options.json) printJson({ to: notice.address, language: notice.language, ...mail });
      else if (options.html) printLine(mail.html.trimEnd());
      else printLine(`To: ${notice.address}\nSubject: ${mail.subject}\n\n${mail.text.trimEnd()}`);
    });
}

async function preview(desk: OpenDesk, id: string, { to, lang }: Options) {
  const { reading } = desk.unitOfWork;
  const release = await reading.releases.find(id);
  if (release === null) throw noSuchRelease(id);
  const planned = await findNotice(desk, release, to);
  const notice = { ...planned, language: lang ?? planned.language };
  const facts = {
    desk: await deskInForce(reading, desk.filing.context.desk),
    release,
    titles: await titlesOf(reading, release),
    now: await reading.now(),
  };
  const [organisation = null, ...others] = notice.organisations;
  const whose = others.length === 0 ? organisation : null;
  return {
    notice,
    mail: desk.mail.renderer.render("release-notice", notice.language, releaseNotice(facts, notice), whose),
  };
}

async function findNotice(desk: OpenDesk, release: StoredRelease, to: string | undefined): Promise<PlannedNotice> {
  const { notices } = await planRelease(desk.unitOfWork.reading, desk.filing.context.desk, release);
  const told = notices.filter(({ leftOut }) => leftOut === null);
  const found = to === undefined ? told[0] : told.find(({ address }) => address === to.toLowerCase());
  if (found !== undefined) return found;
  const why = `svartid release publish ${release.key} --dry-run says who is told, and who not and why`;
  throw new UserError(to === undefined ? `nobody would be told: ${why}` : `${to} would not be told: ${why}`);
}
