import type { ClockComparison } from "./simulate-desk.ts";

/** The clocks of one level and organisation (null: none), counted under both desks. */
export interface SimulationGroup {
  readonly level: string;
  readonly organisation: string | null;
  clocks: number;
  /** Breached as it went, and as it would have gone. */
  breached: number;
  wouldBreach: number;
  /** Breached only under the other desk, and only as it went. */
  newlyBreached: number;
  spared: number;
  /** The other desk promises nothing of this kind at the level. */
  notPromised: number;
}

export interface Tally {
  add(comparison: ClockComparison): void;
  /** By level, then by organisation; tickets without one come first. */
  groups(): SimulationGroup[];
}

/** Whether a ticket is worth naming: its promise would have ended otherwise. */
export function isDifferent({ was, would }: ClockComparison): boolean {
  return was.verdict !== would.verdict;
}

/** Counts comparisons as they come; what it holds grows with levels and organisations, not with clocks. */
export function createTally(): Tally {
  const groups = new Map<string, SimulationGroup>();
  return {
    add(comparison) {
      const key = JSON.stringify([comparison.level, comparison.organisation ?? ""]);
      const group = groups.get(key) ?? emptyGroup(comparison);
      groups.set(key, group);
      count(group, comparison);
    },
    groups: () => [...groups.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, group]) => group),
  };
}

function emptyGroup({ level, organisation }: ClockComparison): SimulationGroup {
  return { level, organisation, clocks: 0, breached: 0, wouldBreach: 0, newlyBreached: 0, spared: 0, notPromised: 0 };
}

function count(group: SimulationGroup, { was, would }: ClockComparison): void {
  const breached = was.verdict === "breached";
  const wouldBreach = would.verdict === "breached";
  group.clocks += 1;
  group.breached += Number(breached);
  group.wouldBreach += Number(wouldBreach);
  group.newlyBreached += Number(wouldBreach && !breached);
  group.spared += Number(breached && !wouldBreach);
  group.notPromised += Number(would.verdict === "not promised");
}
