import { formatInstant, type Instant } from "../domain/time/instant.ts";
import { formatLocalDate, type LocalDate } from "../domain/time/local-date.ts";
import { startOfDate } from "../domain/time/start-of-date.ts";
import { readDesk, readSettings } from "../settings.ts";
import { localTimes } from "../usecases/clock/present-explanation.ts";
import {
  type ClockComparison,
  type Outcome,
  simulateDesk,
  type UnreadableClock,
} from "../usecases/clock/simulate-desk.ts";
import { createTally, isDifferent, type SimulationGroup } from "../usecases/clock/tally-comparisons.ts";
import { deskInForce } from "../usecases/organisations/desk-in-force.ts";
import { wireHolidays } from "../wiring.ts";
import { printNotice, printSlowly } from "./print.ts";
import { printTable } from "./print-table.ts";
import { withStorage } from "./with-desk.ts";

export interface SimulateOptions {
  readonly desk: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly json?: boolean;
}

/** Prints the promises that would have ended otherwise as they are found, then the counts of all. */
export async function simulateOtherDesk(options: SimulateOptions): Promise<void> {
  const { config } = readSettings({ secret: "optional" });
  const { desk } = readDesk(options.desk, config);
  await withStorage(async ({ settings, unitOfWork }) => {
    const { zone } = settings.desk.desk;
    const [from, to] = [startOfDate(options.from, zone), startOfDate(options.to, zone)];
    const simulated = await deskInForce(unitOfWork.reading, desk);
    const pages = simulateDesk(unitOfWork.reading, { desk: simulated, holidays: wireHolidays(), from, to });
    const print = options.json ? jsonPrinter(options, zone) : textPrinter(zone);
    await report(pages, print);
  });
}

interface Printer {
  difference(comparison: ClockComparison): Promise<void>;
  end(totals: Totals): Promise<void>;
}

interface Totals {
  readonly clocks: number;
  readonly different: number;
  readonly unreadable: number;
  readonly groups: readonly SimulationGroup[];
}

async function report(
  pages: AsyncIterable<readonly (ClockComparison | UnreadableClock)[]>,
  print: Printer,
): Promise<void> {
  const tally = createTally();
  const totals = { clocks: 0, different: 0, unreadable: 0 };
  for await (const page of pages) {
    for (const one of page) {
      totals.clocks += 1;
      if ("unreadable" in one) {
        totals.unreadable += 1;
        printNotice(`svartid: a ${one.kind} clock of ${one.ref} was left out: ${one.unreadable}`);
        continue;
      }
      tally.add(one);
      if (!isDifferent(one)) continue;
      totals.different += 1;
      await print.difference(one);
    }
  }
  await print.end({ ...totals, groups: tally.groups() });
}

function textPrinter(zone: string): Printer {
  const local = localTimes(zone);
  const outcome = ({ verdict, deadline }: Outcome) =>
    deadline === null ? verdict : `${verdict} (due ${local(deadline)})`;
  return {
    difference: ({ ref, kind, level, organisation, was, would }) =>
      printSlowly(
        `${ref}  ${kind}, level ${level}, ${organisation ?? "no organisation"}: ${outcome(was)} -> ${outcome(would)}`,
      ),
    async end({ clocks, different, groups }) {
      await printSlowly(
        `${clocks} clocks replayed, ${different} would have ended otherwise. Times are in ${zone}.${clocks > 0 ? "\n" : ""}`,
      );
      if (groups.length === 0) return;
      printTable(
        ["level", "organisation", "clocks", "breached", "would breach", "newly", "spared", "not promised"],
        groups.map((group) => [
          group.level,
          group.organisation ?? "-",
          ...[
            group.clocks,
            group.breached,
            group.wouldBreach,
            group.newlyBreached,
            group.spared,
            group.notPromised,
          ].map(String),
        ]),
      );
    },
  };
}

// Written piece by piece, so that a hundred thousand differences are never held at once.
function jsonPrinter({ desk, from, to }: SimulateOptions, zone: string): Printer {
  let isFirst = true;
  const head = { desk, from: formatLocalDate(from), to: formatLocalDate(to), zone };
  const begin = () => `${JSON.stringify(head).slice(0, -1)},\n"differences": [`;
  return {
    async difference({ ref, kind, level, organisation, was, would }) {
      const view = { ref, kind, level, organisation, was: outcomeView(was), would: outcomeView(would) };
      await printSlowly(`${isFirst ? begin() : ","}${JSON.stringify(view)}`);
      isFirst = false;
    },
    async end(totals) {
      await printSlowly(`${isFirst ? begin() : ""}],\n${JSON.stringify(totals).slice(1)}`);
    },
  };
}

function outcomeView({ verdict, deadline }: Outcome): { verdict: string; deadline: string | null } {
  const text = (at: Instant | null) => (at === null ? null : formatInstant(at));
  return { verdict, deadline: text(deadline) };
}
