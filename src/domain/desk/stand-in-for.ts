import type { Desk } from "./desk.ts";

/**
 * Who does the work of an agent on a date (`YYYY-MM-DD` in the desk's zone): the agent, or while they are absent their deputy, and the
 * deputy's deputy where that one is absent too. The loader has refused circles. A deputy who is not active any more stands in for nobody: whoever
 * they would have stood in for is told all the same, since a mail to somebody who is away is better than none.
 */
export function standInFor(agents: Desk["agents"], key: string, day: string): string {
  const seen = new Set<string>();
  let present = key;
  for (;;) {
    seen.add(present);
    const absence = agents[present]?.absent.find(({ from, to }) => from <= day && day <= to);
    if (absence === undefined || seen.has(absence.deputy) || agents[absence.deputy]?.active !== true) return present;
    present = absence.deputy;
  }
}
