import type { Desk } from "../domain/desk/desk.ts";
import type { Organisation } from "../domain/desk/organisation.ts";
import { buildOrganisation, writeOrganisation } from "./build-organisation.ts";
import { checkAgreedLadders } from "./check-ladders.ts";
import { checkOrganisations } from "./check-organisations.ts";
import { checkShape } from "./check-shape.ts";
import type { DeskPath, Finding } from "./desk-fault.ts";
import { reachOfDesk } from "./reach.ts";
import { standIn } from "./stand-in.ts";

/** What is wrong with one of the organisations that were written; `path` leads into it. */
export interface OrganisationFinding extends Finding {
  readonly index: number;
}

export type JudgedOrganisations =
  | { readonly ok: true; readonly organisations: readonly Organisation[] }
  | { readonly ok: false; readonly findings: readonly OrganisationFinding[] };

/**
 * Checks organisations written outside of desk.yaml as those in it are checked: their shape, what they name of the desk, and that nobody belongs to two.
 * `stored` are those there are; one that is written anew takes the place of the stored one of its id. All faults are told, or nothing is wrong.
 */
export function judgeOrganisations(
  desk: Desk,
  stored: readonly Organisation[],
  written: readonly unknown[],
): JudgedOrganisations {
  const shape = within(checkShape({ organisations: written }, { organisations: written }), 0);
  const stand = standIn({ organisations: written }).organisations ?? [];
  const ids = new Set(stand.map(({ id }) => id));
  const others = [...desk.organisations, ...stored.filter(({ id }) => !ids.has(id))].map(writeOrganisation);
  const { calendars, levels, agents } = desk;
  const all = { organisations: [...others, ...stand], calendars, levels, agents };
  const meaning = [
    ...within(checkOrganisations(all), others.length),
    ...within(checkAgreedLadders(stand, reachOfDesk(desk)), 0),
  ];
  const found = [...shape, ...written.flatMap((one, index) => checkOwner(desk, one, index))];
  const isNew = (finding: OrganisationFinding) => !found.some((one) => isSame(one, finding));
  const findings = [...found, ...meaning.filter(isNew)];
  if (findings.length > 0) return { ok: false, findings: findings.sort((one, other) => one.index - other.index) };
  return { ok: true, organisations: stand.map(buildOrganisation) };
}

function within(findings: readonly Finding[], from: number): OrganisationFinding[] {
  return findings.flatMap(({ path: [key, at, ...path], message }) =>
    key === "organisations" && typeof at === "number" && at >= from ? [{ index: at - from, path, message }] : [],
  );
}

function checkOwner({ organisations }: Desk, written: unknown, index: number): OrganisationFinding[] {
  const { id, templates } = (written ?? {}) as { id?: unknown; templates?: unknown };
  const findings: { path: DeskPath; message: string }[] = [];
  if (typeof id === "string" && organisations.some((one) => one.id.toLowerCase() === id.toLowerCase())) {
    findings.push({
      path: ["id"],
      message: `${id} stands in desk.yaml, which goes before; change it there, or take it out of desk.yaml and start again`,
    });
  }
  if (templates !== undefined) {
    findings.push({
      path: ["templates"],
      message: "a folder of templates is read at the start; name it for an organisation of desk.yaml",
    });
  }
  return findings.map((finding) => ({ index, ...finding }));
}

// What has one fault is not told another that follows from it.
function isSame(one: OrganisationFinding, other: OrganisationFinding): boolean {
  return one.index === other.index && one.path.every((part, at) => other.path[at] === part);
}
