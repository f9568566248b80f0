import type { ImportFault } from "../../domain/imports/import-fault.ts";
import type { ImportFormat } from "../../domain/imports/import-format.ts";
import type { NameOrId, PastUser } from "../../domain/imports/past-ticket.ts";
import type { RecordPlace } from "../ports/record-source.ts";
import type { ImportOptions } from "./import-options.ts";
import type { MessagePlaces } from "./message-places.ts";
import type { SurveyedTicket } from "./surveyed-export.ts";

const MAX_FAULTS = 200;

/** What reading an export once gathers. */
export interface Gathered {
  readonly format: ImportFormat;
  readonly options: ImportOptions;
  readonly tickets: Map<string, SurveyedTicket>;
  readonly places: MessagePlaces;
  /** The ticket of each message, by the message's id: a number where it is one, which is smaller. */
  readonly messages: Map<number | string, string>;
  readonly users: Map<string, PastUser>;
  readonly names: { readonly state: Map<string, string>; readonly priority: Map<string, string> };
  /** Users that only other records tell of, and where they were first named. */
  readonly named: Map<string, RecordPlace>;
  readonly count: { repeated: number; others: number };
  readonly faults: ImportFault[];
  faultCount: number;
}

/** Notes a fault; after the first 200 they are only counted. */
export function addFault(gathered: Gathered, fault: ImportFault): void {
  gathered.faultCount += 1;
  if (gathered.faults.length < MAX_FAULTS) gathered.faults.push(fault);
}

/** The word of a state or priority; null where no record tells what an id means. */
export function nameOf({ names }: Gathered, kind: "state" | "priority", word: NameOrId): string | null {
  return "name" in word ? word.name : (names[kind].get(word.id) ?? null);
}
