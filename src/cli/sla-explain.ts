import type { Desk } from "../domain/desk/desk.ts";
import { formatInstant, type Instant, parseInstant } from "../domain/time/instant.ts";
import { type ExplainedClock, type ExplainResult, explainClocks } from "../usecases/clock/explain-clocks.ts";
import { type ExplanationView, localTimes, presentRow } from "../usecases/clock/present-explanation.ts";
import { drawClocks } from "../usecases/drawing/draw-clocks.ts";
import { spokenLanguage } from "../usecases/filing/spoken-language.ts";
import { wireClock } from "../wiring.ts";
import { printJson, printLine, printText } from "./print.ts";
import { printTable } from "./print-table.ts";
import { UserError } from "./user-error.ts";
import { withStorage } from "./with-desk.ts";

export interface ExplainOptions {
  readonly json?: boolean;
  readonly svg?: boolean;
}

/** Prints every clock of a ticket, line by line or drawn: what was counted, the sum, what was not and why. */
export async function explainTicket(ref: string, options: ExplainOptions): Promise<void> {
  const { result, desk } = await withStorage(async (storage) => {
    const context = await wireClock(storage);
    const explained = await explainClocks(storage.unitOfWork.reading, context, ref.trim().toUpperCase());
    return { result: explained, desk: storage.settings.desk };
  });
  if (result.kind === "no-such-ticket")
    throw new UserError(`there is no ticket ${ref}: svartid ticket list shows them`);
  if (options.svg) printText(draw(result, desk));
  else if (options.json) printJson(toJson(result, desk.desk.zone));
  else printClocks(result, desk.desk.zone);
}

type Explained = Extract<ExplainResult, { kind: "explained" }>;

function draw({ ticket, clocks, now }: Explained, desk: Desk): string {
  const language = spokenLanguage(desk, ticket.language);
  const levelName = (level: string) => desk.levels[level]?.name[language] ?? "";
  return drawClocks({ ...ticket, clocks, now, zone: desk.desk.zone, language, levelName });
}

function printClocks({ clocks }: Explained, zone: string): void {
  for (const clock of clocks) printClock(clock, zone);
  if (clocks.length === 0) printLine("No time was promised for this ticket, so no clock runs.");
}

function toJson({ ticket, clocks, now }: Explained, zone: string) {
  return { ref: ticket.ref, now: formatInstant(now), zone, clocks: clocks.map(clockToJson) };
}

function clockToJson({ clock, reading, rows }: ExplainedClock) {
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
