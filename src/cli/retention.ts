import { Command } from "commander";
import type { RetentionSettings } from "../domain/privacy/retention.ts";
import { applyRetention, type RetentionFigures, surveyRetention } from "../usecases/privacy/apply-retention.ts";
import { cliActor } from "./cli-actor.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid retention`: what is too old by the desk file. */
export function retentionCommand(): Command {
  return new Command("retention")
    .description("say what is older than the desk file keeps it (retention), and with --apply forget it now")
    .option("--apply", "forget it, as the running desk does by itself")
    .addHelpText("after", examples("svartid retention      # changes nothing", "svartid retention --apply"))
    .action(async ({ json, apply = false }: { json?: boolean; apply?: boolean }) => {
      const { settings, figures } = await withStorage(async ({ unitOfWork, settings: { desk } }) => ({
        settings: desk.retention,
        figures: apply
          ? await applyRetention(unitOfWork, desk.retention, { actor: cliActor() })
          : await surveyRetention(unitOfWork, desk.retention),
      }));
      if (json) printJson({ applied: apply, ...figures });
      else print(settings, figures, apply ? "forgotten" : "too old");
    });
}

function print(settings: RetentionSettings, figures: RetentionFigures, heading: string): void {
  const rows = Object.entries(settings).flatMap(([name, days]) => {
    const count = figures[name as keyof RetentionFigures];
    return count === undefined ? [] : [[name, String(days), String(count)]];
  });
  if (rows.length === 0) printLine("Everything is kept for good: the desk file has no retention.");
  else printTable(["class", "days", heading], rows);
}
