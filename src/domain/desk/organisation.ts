import type { Hosting } from "../agreement/coverage.ts";
import type { LadderStep } from "./ladder.ts";

/** What an agreement promises at one level in place of what the level says; what is absent is the level's. Targets are whole minutes of working time. */
export interface AgreedTerms {
  readonly firstResponseMinutes?: number;
  readonly nextResponseMinutes?: number;
  readonly resolutionMinutes?: number;
  /** Goes before the calendar of the whole agreement. */
  readonly calendar?: string;
  /** Goes before the ladder of the whole agreement; earliest step first. */
  readonly ladder?: readonly LadderStep[];
}

/** A software maintenance agreement: `from` and `to` are local dates (`YYYY-MM-DD`) of the desk's zone, both included (`agreedUntil`). */
export interface Agreement {
  readonly from: string;
  readonly to: string;
  /** It renews itself after `to` for so many months, again and again, until `to` is moved or this is taken out; null: it ends. */
  readonly renewalMonths: number | null;
  /** The calendar that replaces the level's; null: the level's own. */
  readonly calendar: string | null;
  /** By the ids of the desk's levels; absent: every level as the desk has it. */
  readonly levels?: Readonly<Record<string, AgreedTerms>>;
  /** Goes before the ladders of the levels and of the desk; absent: those. Earliest step first. */
  readonly ladder?: readonly LadderStep[];
}

/** What is installed at the organisation, in which version. */
export interface InstalledModule {
  readonly module: string;
  readonly version: string;
}

/** A customer: everybody who writes from one of its `domains` or `contacts` (all lower-cased) belongs to it. */
export interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly contacts: readonly string[];
  readonly hosting: Hosting;
  readonly agreement: Agreement | null;
  /** An agent's id. */
  readonly accountManager: string | null;
  readonly installed: readonly InstalledModule[];
  /** A folder of templates for its mails, relative to desk.yaml; null: those of the desk. */
  readonly templates: string | null;
}
