import { Command, Option } from "commander";
import { LANGUAGES } from "../domain/desk/language.ts";
import { examples } from "./examples.ts";
import { calendarMonth, oneOf } from "./parse-option.ts";
import type { SlaReportOptions } from "./report-sla.ts";

const FORMATS = ["table", "csv", "json", "html"] as const;

const WHAT_IS_COUNTED = `
The promises whose clock started in the month, in the desk's zone, by level and organisation:
  kept, late      answered within the target, or after it
  unanswered      past the deadline, and not answered to this day
  open            neither answered nor due yet, or standing still
  cancelled       ended before it was broken, such as merged into another ticket
  revoked         of them all, those with an answer that bounced, so that it did not count
Lengths are working time. The percentage is kept of kept, late and unanswered, rounded down.
With --recount every clock is folded anew from its events, and the report ends with exit code 1 where what is stored says otherwise.

Examples:
  svartid report sla --month 2026-11
  svartid report sla --month 2026-11 --org north --format html --lang da > report.html`;

/** `svartid report`: what the desk promised, and how it kept it. */
export function reportCommand(): Command {
  const sla = new Command("sla")
    .description("how the promises of a month were kept, by level and organisation")
    .requiredOption("--month <month>", "such as 2026-11, in the desk's zone", calendarMonth)
    .option("--org <id>", "only this organisation, by its id")
    .option("--format <format>", FORMATS.join(", "), oneOf(FORMATS), "table")
    .addOption(new Option("--lang <language>", "language of the page; without it, the desk's first").choices(LANGUAGES))
    .option("--recount", "count from the events of every clock, and compare with what is stored")
    .addHelpText("after", WHAT_IS_COUNTED)
    .action(async (options: SlaReportOptions) => {
      const { printSlaReport } = await import("./report-sla.ts");
      await printSlaReport(options);
    });
  return new Command("report")
    .description("what was promised, and how it was kept")
    .addHelpText("after", examples("svartid report sla --month 2026-11"))
    .addCommand(sla);
}
