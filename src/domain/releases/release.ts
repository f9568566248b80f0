import type { Hosting } from "../agreement/coverage.ts";
import type { Bilingual } from "../desk/language.ts";

/** `minor`: fixes and small upgrades; `major`: a large release (product.md, `updates-minor` and `updates-major`). */
export const RELEASE_KINDS = ["minor", "major"] as const;

export type ReleaseKind = (typeof RELEASE_KINDS)[number];

/** What a release may be called: it is quoted on the command line, in addresses of the API and in the log of changes. */
export const RELEASE_KEY = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** A published, or soon published, version of a module. */
export interface Release {
  readonly key: string;
  readonly module: string;
  readonly version: string;
  readonly kind: ReleaseKind;
  /** `YYYY-MM-DD` in the desk's zone: from this day it can be had, and on this day it is installed where the vendor hosts. */
  readonly availableOn: string;
  /** Only for those who have one of these versions; empty: for every older one. */
  readonly versions: readonly string[];
  /** Only for those who host so; null: for all. */
  readonly hosting: Hosting | null;
  /** Ids of known errors. */
  readonly fixes: readonly number[];
  /** Markdown. */
  readonly notes: Bilingual;
}
