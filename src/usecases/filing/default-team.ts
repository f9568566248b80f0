import type { Desk } from "../../domain/desk/desk.ts";

/** The team that takes what no rule has placed, by its key; null on a desk without teams. */
export function defaultTeam(desk: Pick<Desk, "teams">): string | null {
  return Object.entries(desk.teams).find(([, team]) => team.isDefault)?.[0] ?? null;
}
