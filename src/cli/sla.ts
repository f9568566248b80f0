import { Command } from "commander";
import { slaComputeCommand } from "./sla-compute.ts";

/** `svartid sla`: the clock. What needs a database is loaded only when it is asked for, so that `compute` stays small. */
export function slaCommand(): Command {
  return new Command("sla")
    .description("the clock: compute working time and explain it")
    .addCommand(slaComputeCommand())
    .addCommand(explainCommand());
}

function explainCommand(): Command {
  return new Command("explain")
    .description("explain each clock of a ticket: what was counted, what was not and why")
    .argument("<ref>", "such as SV-7K3M9-2")
    .action(async (ref: string, options: { json?: boolean }) => {
      const { explainTicket } = await import("./sla-explain.ts");
      await explainTicket(ref, options);
    });
}
