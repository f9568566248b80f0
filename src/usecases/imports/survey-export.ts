import type { FieldFault } from "../../domain/imports/field-reader.ts";
import type { ImportFault } from "../../domain/imports/import-fault.ts";
import type { ImportFormat, PastRecord } from "../../domain/imports/import-format.ts";
import type { PastMessage, PastTicket, PersonReference } from "../../domain/imports/past-ticket.ts";
import type { FoundRecord, RecordPlace, RecordSource } from "../ports/record-source.ts";
import { addFault, type Gathered, nameOf } from "./gathered-export.ts";
import type { ImportOptions } from "./import-options.ts";
import { judgeSurvey } from "./judge-survey.ts";
import { MessagePlaces } from "./message-places.ts";
import type { SurveyedExport, SurveyedTicket } from "./surveyed-export.ts";

/**
 * Reads the files once, from their first byte to their last: every record as it would be taken over, and what they say of each
 * other. Keeps places and people, no texts.
 */
export async function surveyExport(
  source: RecordSource,
  format: ImportFormat,
  options: ImportOptions,
): Promise<SurveyedExport> {
  const gathered: Gathered = {
    format,
    options,
    tickets: new Map(),
    places: new MessagePlaces(),
    messages: new Map(),
    users: new Map(),
    names: { state: new Map(), priority: new Map() },
    named: new Map(),
    count: { repeated: 0, others: 0 },
    faults: [],
    faultCount: 0,
  };
  for (const file of options.files) {
    for await (const found of source.readRecords(file, format)) await gather(source, gathered, found);
  }
  const states = judgeSurvey(gathered);
  const { tickets, places, users, messages, count, faults } = gathered;
  return {
    tickets,
    placesOfMessages: (ticketId) => places.of(ticketId),
    users,
    nameOf: (kind, word) => nameOf(gathered, kind, word),
    states,
    messages: messages.size,
    silent: countSilent(tickets, messages),
    ...count,
    faults,
    faultCount: gathered.faultCount,
  };
}

function countSilent(tickets: Gathered["tickets"], messages: Gathered["messages"]): number {
  const speaking = new Set(messages.values());
  return [...tickets.keys()].filter((id) => !speaking.has(id)).length;
}

async function gather(source: RecordSource, gathered: Gathered, found: FoundRecord): Promise<void> {
  if (found.kind === "broken") {
    const { file, line, pointer, what, mend } = found;
    addFault(gathered, { file, line, pointer, what, mend });
    return;
  }
  const { record, faults } = gathered.format.read(found.value, found.list);
  for (const fault of faults) addFault(gathered, placed(found, fault));
  if (faults.length === 0) await keep(source, gathered, placeOf(found), record);
}

function placeOf({ file, line, pointer, offset, length }: RecordPlace): RecordPlace {
  return { file, line, pointer, offset, length };
}

function placed({ file, line, pointer }: RecordPlace, { path, what, mend }: FieldFault): ImportFault {
  return { file, line, pointer: `${pointer}${path}`, what, mend };
}

async function keep(source: RecordSource, gathered: Gathered, place: RecordPlace, record: PastRecord): Promise<void> {
  switch (record.kind) {
    case "ticket":
      return await keepTicket(source, gathered, place, record.ticket);
    case "message":
      if (keepMessage(gathered, place, record.message, record.message.ticketId ?? "")) {
        gathered.places.add(record.message.ticketId ?? "", place);
      }
      return;
    case "user":
      gathered.users.set(record.user.id, record.user);
      return;
    case "state":
    case "priority":
      gathered.names[record.kind].set(record.id, record.name);
      return;
    case "other":
      gathered.count.others += 1;
  }
}

// Pages of an incremental export overlap, and a ticket that changed stands in several of them: the newest counts.
async function keepTicket(
  source: RecordSource,
  gathered: Gathered,
  place: RecordPlace,
  ticket: PastTicket,
): Promise<void> {
  const before = gathered.tickets.get(ticket.externalId);
  if (before !== undefined && !(await isNewer(source, gathered, before, place, ticket))) return;
  const { person, userId } = ticket.requester;
  const hasAddress = person !== null && person.address !== "";
  gathered.tickets.set(ticket.externalId, {
    place,
    updatedAt: ticket.updatedAt,
    state: ticket.state,
    requester: hasAddress ? null : { userId },
    mergedInto: ticket.mergedInto,
    follows: ticket.follows,
  });
  for (const user of ticket.people) if (!gathered.users.has(user.id)) gathered.users.set(user.id, user);
  noteNamed(gathered, place, ticket.requester);
  if (ticket.agent !== null) noteNamed(gathered, place, ticket.agent);
  for (const message of ticket.messages) keepMessage(gathered, place, message, ticket.externalId);
}

async function isNewer(
  source: RecordSource,
  gathered: Gathered,
  before: SurveyedTicket,
  place: RecordPlace,
  { externalId, updatedAt }: PastTicket,
): Promise<boolean> {
  gathered.count.repeated += 1;
  if (before.updatedAt !== updatedAt) return before.updatedAt < updatedAt;
  if (!(await isSame(source, before.place, place))) {
    const what = `ticket ${externalId} stands there twice and differs from ${before.place.file}:${before.place.line}`;
    addFault(gathered, { ...place, what, mend: "keep the one that is right" });
  }
  return false;
}

async function isSame(source: RecordSource, one: RecordPlace, other: RecordPlace): Promise<boolean> {
  const [left, right] = await Promise.all([source.readAgain(one), source.readAgain(other)]);
  return JSON.stringify(left) === JSON.stringify(right);
}

/** False where it was there before. A message does not change in either desk, so the first is as good as any. */
function keepMessage(gathered: Gathered, place: RecordPlace, message: PastMessage, ticketId: string): boolean {
  const id = shortId(message.externalId);
  const before = gathered.messages.get(id);
  if (before === undefined) {
    gathered.messages.set(id, ticketId);
    noteNamed(gathered, place, message.from);
    return true;
  }
  gathered.count.repeated += 1;
  if (before === ticketId) return false;
  const what = `message ${message.externalId} stands on ticket ${before} and on ticket ${ticketId}`;
  addFault(gathered, { ...place, what, mend: "keep it on one of them" });
  return false;
}

function shortId(id: string): number | string {
  const number = Number(id);
  return String(number) === id ? number : id;
}

function noteNamed(gathered: Gathered, place: RecordPlace, { userId, person }: PersonReference): void {
  const isTold = userId === null || (person !== null && person.address !== "");
  if (!isTold && !gathered.named.has(userId)) gathered.named.set(userId, place);
}
