import type { MappedState, PastMessage, PastTicket } from "../../domain/imports/past-ticket.ts";
import { deskInForce } from "../organisations/desk-in-force.ts";
import type { RecordSource } from "../ports/record-source.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { fileHistory, type TicketToImport } from "./file-history.ts";
import { mapState } from "./import-options.ts";
import { linkHistory } from "./link-history.ts";
import type { PastContext } from "./past-context.ts";
import type { SurveyedExport, SurveyedTicket } from "./surveyed-export.ts";

export interface ImportResult {
  /** Opened now. */
  opened: number;
  /** Taken over before, and given messages that are new. */
  continued: number;
  /** Taken over before, with nothing new. */
  known: number;
  /** Left out by the state they are mapped to. */
  skipped: number;
  /** Left out, since whoever asked was erased since. */
  erased: number;
  messages: number;
  /** Files that the export only names. */
  missingFiles: number;
}

export interface ImportDeps {
  readonly source: RecordSource;
  readonly unitOfWork: UnitOfWork;
  readonly context: PastContext;
  /** Told after each transaction how many tickets are done. */
  readonly onProgress: (done: number) => void;
}

const BATCH = { tickets: 20, bytes: 8_000_000 };

/**
 * Takes over what `surveyExport` found without fault, some tickets in each transaction. Ended at any moment, it is begun
 * again with the same command: what is there by then is left as it is.
 */
export async function importHistory(deps: ImportDeps, surveyed: SurveyedExport): Promise<ImportResult> {
  const result: ImportResult = {
    opened: 0,
    continued: 0,
    known: 0,
    skipped: 0,
    erased: 0,
    messages: 0,
    missingFiles: 0,
  };
  let batch: TicketToImport[] = [];
  let bytes = 0;
  let done = 0;
  const flush = async () => {
    await fileBatch(deps, batch, result);
    done += batch.length;
    deps.onProgress(done);
    batch = [];
    bytes = 0;
  };
  for (const [id, one] of surveyed.tickets) {
    const state = stateOf(deps.context, surveyed, one);
    if (state === "skip") {
      result.skipped += 1;
      continue;
    }
    const places = surveyed.placesOfMessages(id);
    const size = places.reduce((sum, place) => sum + place.length, one.place.length);
    if (batch.length >= BATCH.tickets || bytes + size > BATCH.bytes) await flush();
    const messages: PastMessage[] = [];
    const ticket = await readTicket(deps, one);
    for (const place of places) messages.push(await readMessage(deps, place));
    batch.push({ ticket, messages: [...ticket.messages, ...messages], state });
    bytes += size;
  }
  await flush();
  await linkHistory(deps, surveyed);
  return result;
}

export function stateOf({ format, options }: PastContext, surveyed: SurveyedExport, one: SurveyedTicket): MappedState {
  const state = mapState(format, options, wordOf(surveyed, one));
  if (state === undefined) throw new Error("a state that nobody knows was found without fault");
  return state;
}

function wordOf(surveyed: SurveyedExport, { state }: SurveyedTicket): string {
  return surveyed.nameOf("state", state) ?? ("id" in state ? state.id : state.name);
}

export async function readTicket(
  { source, context }: Pick<ImportDeps, "source" | "context">,
  { place }: SurveyedTicket,
): Promise<PastTicket> {
  const { record } = context.format.read(await source.readAgain(place), "tickets");
  if (record.kind !== "ticket") throw new Error(`${place.file} was changed while it was read: run the import again`);
  return record.ticket;
}

async function readMessage({ source, context }: ImportDeps, place: SurveyedTicket["place"]): Promise<PastMessage> {
  const { record } = context.format.read(await source.readAgain(place), "ticket_articles");
  if (record.kind !== "message") throw new Error(`${place.file} was changed while it was read: run the import again`);
  return record.message;
}

async function fileBatch(deps: ImportDeps, batch: readonly TicketToImport[], result: ImportResult): Promise<void> {
  if (batch.length === 0) return;
  const filed = await deps.unitOfWork.transaction(async (stores) => {
    await stores.erasures.delayErasures();
    const outcomes = [];
    const context = { ...deps.context, desk: await deskInForce(stores, deps.context.desk) };
    for (const one of batch) outcomes.push(await fileHistory(stores, context, one));
    return outcomes;
  });
  for (const { isNew, messages, missingFiles, isErased } of filed) {
    if (isErased) result.erased += 1;
    else if (isNew) result.opened += 1;
    else if (messages > 0) result.continued += 1;
    else result.known += 1;
    result.messages += messages;
    result.missingFiles += missingFiles;
  }
}
