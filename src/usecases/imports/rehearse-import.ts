import type { ImportFault } from "../../domain/imports/import-fault.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import { countErased } from "./count-erased.ts";
import type { ImportDeps } from "./import-history.ts";
import type { StateRow, SurveyedExport } from "./surveyed-export.ts";

/** What an import would do, as far as it can be known without doing it. */
export interface RehearsedImport {
  readonly source: string;
  readonly tickets: number;
  readonly messages: number;
  /** Tickets of these that are here already. */
  readonly known: number;
  /** Tickets that are left out, since whoever asked was erased since; null where faults keep that from being known. */
  readonly erased: number | null;
  /** Tickets no message of which is in the files. */
  readonly silent: number;
  readonly repeated: number;
  readonly others: number;
  readonly states: readonly StateRow[];
  readonly faultCount: number;
  readonly faults: readonly ImportFault[];
}

const AT_ONCE = 1_000;

/** Counts what was surveyed against what is here. Writes nothing. */
export async function rehearseImport(
  stores: Pick<Stores, "imports" | "erasures">,
  deps: Pick<ImportDeps, "source" | "context">,
  surveyed: SurveyedExport,
): Promise<RehearsedImport> {
  const { source } = deps.context.options;
  const ids = [...surveyed.tickets.keys()];
  let known = 0;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    known += (await stores.imports.findTickets(source, ids.slice(at, at + AT_ONCE))).size;
  }
  const { messages, silent, repeated, others, states, faultCount, faults } = surveyed;
  const erased = faultCount > 0 ? null : await countErased(stores, deps, surveyed);
  const counted = { tickets: ids.length, messages, known, erased, silent, repeated, others };
  return { source, ...counted, states, faultCount, faults };
}
