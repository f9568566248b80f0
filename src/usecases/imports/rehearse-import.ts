import type { ImportFault } from "../../domain/imports/import-fault.ts";
import type { Stores } from "../ports/unit-of-work.ts";
import type { ImportOptions } from "./import-options.ts";
import type { StateRow, SurveyedExport } from "./surveyed-export.ts";

/** What an import would do, as far as it can be known without doing it. */
export interface RehearsedImport {
  readonly source: string;
  readonly tickets: number;
  readonly messages: number;
  /** Tickets of these that are here already. */
  readonly known: number;
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
  stores: Pick<Stores, "imports">,
  { source }: ImportOptions,
  surveyed: SurveyedExport,
): Promise<RehearsedImport> {
  const ids = [...surveyed.tickets.keys()];
  let known = 0;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    known += (await stores.imports.findTickets(source, ids.slice(at, at + AT_ONCE))).size;
  }
  const { messages, silent, repeated, others, states, faultCount, faults } = surveyed;
  return { source, tickets: ids.length, messages, known, silent, repeated, others, states, faultCount, faults };
}
