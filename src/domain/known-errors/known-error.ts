import type { Hosting } from "../agreement/coverage.ts";

/** `fixed`: in a release; `withdrawn`: it was no error, or was recorded twice. */
export const KNOWN_ERROR_STATES = ["open", "fixed", "withdrawn"] as const;

export type KnownErrorState = (typeof KNOWN_ERROR_STATES)[number];

/** A module, and the versions of it that have the error; without versions, all have. */
export interface AffectedModule {
  readonly module: string;
  readonly versions: readonly string[];
}

/** An error of the product that is known by an id of its own (product.md, log of reported errors). */
export interface KnownError {
  readonly id: number;
  /** Agents write it, and affected customers may read it. */
  readonly title: string;
  readonly state: KnownErrorState;
  /** Empty while nobody has said which. */
  readonly modules: readonly AffectedModule[];
  /** Only where the system is hosted so; null: everywhere. */
  readonly hosting: Hosting | null;
}

const ID = /^KE-?(\d{1,9})$/i;

/** Reads `KE-12`, in any case; null for anything else. */
export function parseKnownErrorId(text: string): number | null {
  const id = Number(ID.exec(text.trim())?.[1] ?? 0);
  return id > 0 ? id : null;
}

/** Writes the id as people quote it: `KE-12`. Numbers run on; nothing is secret about them. */
export function formatKnownErrorId(id: number): string {
  return `KE-${id}`;
}
