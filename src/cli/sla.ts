import { Command, Option } from "commander";
import { examples } from "./examples.ts";
import { calendarDate } from "./parse-option.ts";
import { slaComputeCommand } from "./sla-compute.ts";
import type { ExplainOptions } from "./sla-explain.ts";
import type { SimulateOptions } from "./sla-simulate.ts";

/** `svartid sla`: the clock. What needs a database is loaded only when it is asked for, so that `compute` stays small. */
export function slaCommand(): Command {
  return new Command("sla")
    .description("the clock: compute working time, explain it, and try another desk on it")
    .addHelpText(
      "after",
      examples(
        "svartid sla explain SV-7K3M9-2",
        "svartid sla simulate --desk tighter.yaml --from 2026-10-01 --to 2026-11-01",
      ),
    )
    .addCommand(slaComputeCommand())
    .addCommand(explainCommand())
    .addCommand(simulateCommand());
}

const HOW_TO_DRAW = `
The drawing is one SVG file, in the language of the ticket: a row for each date in the desk's zone, what was counted, what was
not and why, warnings, deadline, breach and answer. Dates on which nothing happened are joined, and shown as torn.

Examples:
  svartid sla explain SV-7K3M9-2 --svg > clock.svg`;

function explainCommand(): Command {
  return new Command("explain")
    .description("explain each clock of a ticket: what was counted, what was not and why")
    .argument("<ref>", "such as SV-7K3M9-2")
    .addOption(new Option("--svg", "print a drawing of the clocks instead of tables").conflicts("json"))
    .addHelpText("after", HOW_TO_DRAW)
    .action(async (ref: string, options: ExplainOptions) => {
      const { explainTicket } = await import("./sla-explain.ts");
      await explainTicket(ref, options);
    });
}

const WHAT_IS_SIMULATED = `
Each clock of the tickets opened from --from until before --to (dates in the zone of the desk in force) is replayed from its
events as they are now, and again as the other desk would have had it:
  start, level changed   the same instant and level; target and calendar are the other desk's: those of the organisation's
                         agreement, else of the level. A level at which it promises nothing
                         cancels; a clock that begins at such a level is "not promised".
  calendar changed       left out: the other desk is taken as in force from the start.
  pauses, answers, bounces, reopening, cancelling     as they were.
Not simulated: rules and default level, agreements' dates, ladders, and promises for which no clock was started at the time.
Nothing is written.

Examples:
  svartid sla simulate --desk tighter.yaml --from 2026-10-01 --to 2026-11-01`;

function simulateCommand(): Command {
  return new Command("simulate")
    .description("replay stored clocks under another desk file: who would have breached, and who would not")
    .requiredOption("--desk <file>", "the other desk.yaml")
    .requiredOption("--from <date>", "tickets opened on this date or later", calendarDate)
    .requiredOption("--to <date>", "and before this one", calendarDate)
    .addHelpText("after", WHAT_IS_SIMULATED)
    .action(async (options: SimulateOptions, command: Command) => {
      if (options.from >= options.to) command.error("error: --from must be before --to");
      const { simulateOtherDesk } = await import("./sla-simulate.ts");
      await simulateOtherDesk(options);
    });
}
