import { Command } from "commander";
import { type AuditReport, audit } from "../usecases/audit.ts";
import { wireAudit } from "../wire-audit.ts";
import { auditEventsCommand } from "./audit-events.ts";
import { CommandFailed } from "./command-failed.ts";
import { examples } from "./examples.ts";
import { printJson, printLine } from "./print.ts";
import { withStorage } from "./with-desk.ts";

/** `svartid audit`: is everything accounted for, from the mailbox to the last mail out? */
export function auditCommand(): Command {
  return new Command("audit")
    .description(
      "reconcile mailbox, sightings, filings, outbox, clocks and the audit trail; exit 1 if anything is unaccounted for",
    )
    .option("--json", "print the result as JSON and nothing else")
    .option("--heal", "accept mails that reading passed over")
    .addHelpText("after", examples("svartid audit", "svartid audit --heal      # accept also what reading passed over"))
    .action(async (options: { json?: boolean; heal?: boolean }) => {
      const heal = options.heal ?? false;
      const report = await withStorage(async (storage) => audit(await wireAudit(storage, { heal })));
      if (options.json) printJson(report);
      else printReport(report);
      if (!report.ok) throw new CommandFailed();
    })
    .addCommand(auditEventsCommand());
}

export function printReport(report: AuditReport): void {
  for (const { name, count, faults } of report.checks) {
    printLine(`${faults.length === 0 ? "ok  " : "FAIL"}  ${name}: ${count}`);
    for (const fault of faults) printLine(`      ${fault}`);
  }
  printLine(`${report.unaccounted} unaccounted`);
}
