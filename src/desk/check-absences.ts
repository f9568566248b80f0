import { checkDates } from "./check-dates.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import type { DeskFile } from "./desk-file.ts";
import { checkReference } from "./known.ts";

type Agents = NonNullable<DeskFile["agents"]>;
type Absence = NonNullable<Agents[string]["absent"]>[number];
interface Placed {
  readonly agent: string;
  readonly absence: Absence;
  readonly path: DeskPath;
}

/** Absences have real dates in their order and do not overlap; on every day somebody is there who stands in. */
export function checkAbsences(agents: Agents): Finding[] {
  const placed = Object.entries(agents).flatMap(([agent, { absent = [] }]) =>
    absent.map((absence, index) => ({ agent, absence, path: ["agents", agent, "absent", index] })),
  );
  const findings = placed.flatMap((one) => [
    ...checkDates("absence", one.absence, one.path),
    ...checkDeputy(one, Object.keys(agents)),
    ...checkOverlap(one, placed),
  ]);
  // A chain of deputies can be followed only where each absence makes sense by itself.
  return findings.length > 0 ? findings : checkCircles(placed);
}

function checkDeputy({ agent, absence, path }: Placed, agents: readonly string[]): Finding[] {
  const at = [...path, "deputy"];
  if (absence.deputy !== agent) return checkReference("agent", absence.deputy, agents, at);
  return [{ path: at, message: `${agent} cannot stand in for themselves; name another agent` }];
}

function checkOverlap({ agent, absence, path }: Placed, placed: readonly Placed[]): Finding[] {
  const earlier = placed.filter((one) => one.agent === agent && Number(one.path.at(-1)) < Number(path.at(-1)));
  const other = earlier.find((one) => one.absence.from <= absence.to && absence.from <= one.absence.to)?.absence;
  if (other === undefined) return [];
  return [{ path, message: `the absence overlaps the one from ${other.from} to ${other.to}; let each day have one` }];
}

// Who is away changes on first days alone: a circle that ever closes is there on the first day of one of its absences.
function checkCircles(placed: readonly Placed[]): Finding[] {
  const circles = placed.flatMap((one) => {
    const day = one.absence.from;
    const chain = [one.agent];
    for (
      let deputy: string | undefined = one.absence.deputy;
      deputy !== undefined;
      deputy = deputyOn(placed, deputy, day)
    ) {
      chain.push(deputy);
      if (chain.indexOf(deputy) < chain.length - 1) return [{ one, chain, day }];
    }
    return [];
  });
  return circles.slice(0, 1).map(({ one, chain, day }) => ({
    path: [...one.path, "deputy"],
    message: `on ${day} the deputies go in a circle (${chain.join(", ")}): nobody would be told; name somebody who is there`,
  }));
}

function deputyOn(placed: readonly Placed[], agent: string, day: string): string | undefined {
  const isAway = ({ from, to }: Absence) => from <= day && day <= to;
  return placed.find((one) => one.agent === agent && isAway(one.absence))?.absence.deputy;
}
