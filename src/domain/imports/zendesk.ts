import { readMessageId } from "../email/message-ids.ts";
import { type FieldReader, readFields } from "./field-reader.ts";
import type { ImportFormat, PastRecord } from "./import-format.ts";
import { pastPerson } from "./past-people.ts";
import type { PastFile, PastMessage, PastTicket, PastUser, PersonReference } from "./past-ticket.ts";

/**
 * What Zendesk exports: the full JSON export (one ticket a line, people and comments inside it) and the pages of the API: incremental
 * `tickets` with side-loaded `users`, and comments inside their ticket or, with the `ticket_id` of the request added, by themselves. See
 * developer.zendesk.com, "Incremental Exports" and "Ticket Comments".
 */
export const ZENDESK: ImportFormat = {
  kind: "zendesk",
  lists: new Set(["tickets", "ticket_comments", "users", "organizations", "groups"]),
  embedded: new Set(["comments"]),
  states: {
    new: "new",
    open: "open",
    pending: "waiting",
    hold: "waiting",
    solved: "resolved",
    closed: "closed",
    deleted: "skip",
  },
  read(value, list) {
    const fields = readFields(value);
    return { record: readRecord(fields, kindOf(fields, list)), faults: fields.faults };
  },
};

const KIND_OF_LIST: Readonly<Record<string, PastRecord["kind"]>> = {
  tickets: "ticket",
  comments: "message",
  ticket_comments: "message",
  users: "user",
};

function kindOf(fields: FieldReader, list: string | null): PastRecord["kind"] {
  if (list !== null) return KIND_OF_LIST[list] ?? "other";
  if (fields.has("requester_id") || fields.has("requester") || fields.has("status")) return "ticket";
  if (fields.has("author_id")) return "message";
  return fields.has("role") || fields.has("email") ? "user" : "other";
}

function readRecord(fields: FieldReader, kind: PastRecord["kind"]): PastRecord {
  if (kind === "ticket") return { kind, ticket: readTicket(fields) };
  if (kind === "message") return { kind, message: readComment(fields, fields.id("ticket_id")) };
  return kind === "user" ? { kind, user: readUser(fields) } : { kind: "other" };
}

function readUser(fields: FieldReader): PastUser {
  const person = pastPerson(fields.text("email"), fields.text("name")) ?? { address: "", name: "" };
  const role = fields.text("role");
  return { ...person, id: fields.id("id"), isAgent: role === "" ? null : role !== "end-user" };
}

function readTicket(fields: FieldReader): PastTicket {
  const externalId = fields.id("id");
  const openedAt = fields.instant("created_at");
  const updatedAt = fields.instantOrNull("updated_at") ?? openedAt;
  const state = fields.id("status");
  const priority = fields.text("priority");
  return {
    externalId,
    number: externalId,
    subject: fields.text("raw_subject") || fields.text("subject"),
    state: { name: state },
    priority: priority === "" ? null : { name: priority },
    requester: reference(fields, "requester"),
    agent: fields.has("assignee_id") || fields.has("assignee") ? reference(fields, "assignee") : null,
    openedAt,
    updatedAt,
    // A ticket does not tell when it was solved; its metrics do, where they were asked for.
    endedAt: fields.child("metric_set")?.instantOrNull("solved_at") ?? null,
    mergedInto: null,
    follows: followed(fields),
    messages: fields.children("comments").map((comment) => readComment(comment, null)),
    people: ["requester", "submitter", "assignee"].flatMap((name) => embeddedUser(fields, name)),
  };
}

function reference(fields: FieldReader, name: string): PersonReference {
  const inside = fields.child(name);
  const person = inside === null ? null : pastPerson(inside.text("email"), inside.text("name"));
  return { userId: fields.idOrNull(`${name}_id`) ?? inside?.idOrNull("id") ?? null, person };
}

function embeddedUser(fields: FieldReader, name: string): PastUser[] {
  const inside = fields.child(name);
  return inside === null || inside.idOrNull("id") === null ? [] : [readUser(inside)];
}

/** A reply to a closed ticket made a new one that says which it follows. */
function followed(fields: FieldReader): string | null {
  const source = fields.child("via")?.child("source");
  return source?.text("rel") === "follow_up" ? (source.child("from")?.idOrNull("ticket_id") ?? null) : null;
}

function readComment(fields: FieldReader, ticketId: string | null): PastMessage {
  const html = fields.text("html_body");
  const isPublic = !fields.has("public") || fields.isTrue("public");
  const source = fields.child("via")?.child("source") ?? null;
  return {
    externalId: fields.id("id"),
    ticketId,
    writer: isPublic ? "by-role" : "note",
    from: { userId: fields.idOrNull("author_id"), person: sentFrom(source?.child("from") ?? null) },
    to: [],
    cc: [],
    subject: "",
    body: html || fields.text("plain_body") || fields.text("body"),
    isHtml: html !== "",
    messageId: readMessageId(fields.child("metadata")?.child("system")?.text("message_id") ?? ""),
    at: fields.instant("created_at"),
    files: fields.children("attachments").map(readFile),
  };
}

function sentFrom(from: FieldReader | null): PersonReference["person"] {
  const address = from?.text("address") ?? "";
  return address === "" ? null : pastPerson(address, from?.text("name") ?? "");
}

function readFile(fields: FieldReader): PastFile {
  return {
    filename: fields.text("file_name") || "unnamed",
    contentType: fields.text("content_type") || "application/octet-stream",
    size: fields.sizeOrNull("size"),
    base64: fields.base64OrNull("data"),
  };
}
