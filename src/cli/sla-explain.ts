import { formatInstant, type Instant, parseInstant } from "../domain/time/instant.ts";
import { type ExplainedClock, explainClocks } from "../usecases/clock/explain-clocks.ts";
import { type ExplanationView, localTimes, presentRow } from "../usecases/clock/present-explanation.ts";
import { wireClock } from "../wiring.ts";
import { printJson, printLine } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

/** Prints every clock of a ticket, line by line: what was counted, the sum, what was not and why. */
export async function explainTicket(ref: string, options: { json?: boolean }): Promise<void> {
  const { result, zone } = await withStorage(async (storage) => {
    const { calendarFor } = await wireClock(storage);
    const explained = await explainClocks(storage.unitOfWork.reading, calendarFor, ref.trim().toUpperCase());
    return { result: explained, zone: storage.settings.desk.desk.zone };
  });
  if (result.kind === "no-such-ticket")
    throw new UserError(`there is no ticket ${ref}: svartid ticket list shows them`);
  if (options.json) {
    const clocks = result.clocks.map(toJson);
    printJson({ ref: result.ticket.ref, now: formatInstant(result.now), zone, clocks });
    return;
  }
  for (const clock of result.clocks) printClock(clock, zone);
  if (result.clocks.length === 0) printLine("No time was promised for this ticket, so no clock runs.");
}

function toJson({ clock, reading, rows }: ExplainedClock) {
  const deadline = reading.deadline === null ? null : formatInstant(reading.deadline);
  return {
    id: clock.id,
    kind: clock.kind,
    level: clock.level,
    state: reading.state,
    deadline,
    rows: rows.map(presentRow),
  };
}

function printClock({ clock, reading, rows }: ExplainedClock, zone: string): void {
  const local = localTimes(zone);
  const due = reading.deadline === null ? "" : `, due ${local(reading.deadline)}`;
  printLine(`${clock.kind}, level ${clock.level}: ${reading.state}${due} (${zone})`);
  printTable(
    ["from", "to", "", "counted", "sum", "why"],
    rows.map((row) => tableRow(presentRow(row), local)),
  );
  printLine();
}

function tableRow(row: ExplanationView, local: (at: Instant) => string): string[] {
  const counted = row.what === "counted" ? `${row.countedMinutes} min` : "";
  return [
    at(row.from, local),
    row.to === null ? "" : at(row.to, local),
    row.what,
    counted,
    `${row.sumMinutes} min`,
    row.detail,
  ];
}

function at(text: string, local: (at: Instant) => string): string {
  const instant = parseInstant(text);
  return instant === null ? text : local(instant);
}
