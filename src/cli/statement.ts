import { Command, Option } from "commander";
import { LANGUAGES, type Language } from "../domain/desk/language.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import { composeStatement } from "../usecases/statement/compose-statement.ts";
import type { Statement } from "../usecases/statement/statement.ts";
import { statementCsv } from "../usecases/statement/statement-csv.ts";
import { statementHtml } from "../usecases/statement/statement-html.ts";
import { examples } from "./examples.ts";
import { calendarMonth, oneOf } from "./parse-option.ts";
import { printJson, printText } from "./print.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

const FORMATS = ["csv", "json", "html"] as const;

interface StatementOptions {
  json?: boolean;
  org: string;
  month: string;
  format: (typeof FORMATS)[number];
  lang?: Language;
}

/** `svartid statement`: what an organisation is billed for a month, and what it is not. */
export function statementCommand(): Command {
  return new Command("statement")
    .description("the time of an organisation's tickets in a month, billed and not, with its evidence")
    .requiredOption("--org <id>", "the organisation, by its id")
    .requiredOption("--month <month>", "such as 2026-11, in the desk's zone", calendarMonth)
    .option("--format <format>", FORMATS.join(", "), oneOf(FORMATS), "csv")
    .addOption(
      new Option("--lang <language>", "language of its words; without it, the desk's first").choices(LANGUAGES),
    )
    .addHelpText("after", examples("svartid statement --org north --month 2026-11 --format html > statement.html"))
    .action(async (options: StatementOptions) => {
      const statement = await compose(options);
      if (options.json || options.format === "json") printJson(statement);
      else printText(options.format === "html" ? statementHtml(statement) : statementCsv(statement));
    });
}

async function compose({ org, month, lang }: StatementOptions): Promise<Statement> {
  return await withStorage(async ({ settings, unitOfWork }) => {
    const desk = await deskInForce(unitOfWork.reading, settings.desk);
    const question = { organisation: org, month, language: lang ?? desk.desk.languages[0] ?? "en" };
    const composed = await composeStatement(unitOfWork.reading, desk, question);
    if (composed.ok) return composed.statement;
    if (composed.why === "month") throw new UserError(`${month} is no month: write it as 2026-11`);
    const known = desk.organisations.map(({ id }) => id).join(", ") || "none";
    throw new UserError(`there is no organisation ${org}: there are ${known}`);
  });
}
