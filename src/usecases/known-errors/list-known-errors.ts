import type { Hosting } from "../../domain/agreement/coverage.ts";
import type { Organisation } from "../../domain/desk/organisation.ts";
import { affects } from "../../domain/known-errors/affects.ts";
import {
  type AffectedModule,
  formatKnownErrorId,
  type KnownErrorState,
} from "../../domain/known-errors/known-error.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { withInstalled } from "../organisations/with-installed.ts";
import type { FixedIn, StoredKnownError } from "../ports/known-error-store.ts";
import type { Stores } from "../ports/unit-of-work.ts";

/** A known error as the outside sees it: `id` is `KE-12`; `hosting` null: wherever the system runs. */
export interface KnownErrorView {
  id: string;
  title: string;
  state: KnownErrorState;
  modules: { module: string; versions: string[] }[];
  hosting: Hosting | null;
  createdAt: string;
  createdBy: string;
  /** The published releases that fix it. */
  fixedIn: { release: string; module: string; version: string }[];
  /** References of the tickets that report it. */
  tickets: string[];
}

/** What a customer may be told of a known error: nothing of who else reported it. */
export interface CustomerKnownError {
  readonly id: string;
  readonly title: string;
  readonly state: "open" | "fixed";
  readonly fixedIn: string;
}

const MOST = 1_000;

/**
 * The errors that are an organisation's, newest first: those it reported, and those of a module and version that it has installed. A fixed
 * one is named only while the version that has it is installed; a withdrawn one never.
 */
export async function listKnownErrorsFor(
  stores: Pick<Stores, "knownErrors" | "changes">,
  written: Organisation,
): Promise<CustomerKnownError[]> {
  const [organisation = written] = await withInstalled(stores, [written]);
  const [open, fixed] = await Promise.all([
    stores.knownErrors.list({ state: "open", limit: MOST }),
    stores.knownErrors.list({ state: "fixed", limit: MOST }),
  ]);
  const reported = (error: StoredKnownError) => error.tickets.some((one) => one.organisation === organisation.id);
  const theirs = [
    ...open.filter((error) => reported(error) || affects(error, organisation)),
    ...fixed.filter((error) => affects(error, organisation)),
  ];
  return theirs
    .toSorted((a, b) => b.id - a.id)
    .map(({ id, title, state, fixedIn }) => ({
      id: formatKnownErrorId(id),
      title,
      state: state === "fixed" ? "fixed" : "open",
      fixedIn: nameFixes(fixedIn),
    }));
}

/** The versions that have the fix, as people read them: `core 5.2.4, core 5.3`. */
export function nameFixes(fixedIn: readonly FixedIn[]): string {
  return fixedIn.map(({ module, version }) => `${module} ${version}`).join(", ");
}

/** One known error for the API and the command line. */
export function presentKnownError(error: StoredKnownError): KnownErrorView {
  const { title, state, hosting, createdBy } = error;
  return {
    id: formatKnownErrorId(error.id),
    title,
    state,
    modules: error.modules.map(({ module, versions }: AffectedModule) => ({ module, versions: [...versions] })),
    hosting,
    createdAt: formatInstant(error.createdAt),
    createdBy,
    fixedIn: [...error.fixedIn],
    tickets: error.tickets.map(({ ref }) => ref),
  };
}
