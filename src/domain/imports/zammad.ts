import { readMessageId } from "../email/message-ids.ts";
import { type FieldReader, readFields } from "./field-reader.ts";
import type { ImportFormat, PastRecord } from "./import-format.ts";
import { pastPerson, readPeople } from "./past-people.ts";
import type { NameOrId, PastFile, PastMessage, PastTicket, PersonReference } from "./past-ticket.ts";

/** The user that Zammad gives to tickets of nobody, and its name with `expand=true`. */
const NOBODY = { id: "1", name: "-" };
/** As every Zammad is set up; `by_ticket` writes the word beside it. */
const SENDERS: Readonly<Record<string, string>> = { "1": "agent", "2": "customer", "3": "system" };

/**
 * What the REST API of Zammad gives: `tickets` with or without `expand=true`, `ticket_articles/by_ticket/ID`, `users`, `ticket_states`,
 * `ticket_priorities`; articles may also stand inside their ticket, as `articles`. See docs.zammad.org, "REST API".
 */
export const ZAMMAD: ImportFormat = {
  kind: "zammad",
  lists: new Set([
    "tickets",
    "ticket_articles",
    "users",
    "organizations",
    "groups",
    "ticket_states",
    "ticket_priorities",
  ]),
  embedded: new Set(["articles", "states", "priorities"]),
  states: {
    new: "new",
    open: "open",
    "pending reminder": "waiting",
    "pending close": "resolved",
    closed: "closed",
    merged: "closed",
    removed: "skip",
  },
  read(value, list) {
    const fields = readFields(value);
    return { record: readRecord(fields, kindOf(fields, list)), faults: fields.faults };
  },
};

const KIND_OF_LIST: Readonly<Record<string, PastRecord["kind"]>> = {
  tickets: "ticket",
  ticket_articles: "message",
  articles: "message",
  users: "user",
  ticket_states: "state",
  states: "state",
  ticket_priorities: "priority",
  priorities: "priority",
};

function kindOf(fields: FieldReader, list: string | null): PastRecord["kind"] {
  if (list !== null) return KIND_OF_LIST[list] ?? "other";
  if (fields.has("ticket_id")) return "message";
  if (fields.has("number") || fields.has("customer_id")) return "ticket";
  if (fields.has("login") || fields.has("firstname")) return "user";
  if (fields.has("state_type_id")) return "state";
  return fields.has("ui_icon") || fields.has("default_create") ? "priority" : "other";
}

function readRecord(fields: FieldReader, kind: PastRecord["kind"]): PastRecord {
  switch (kind) {
    case "ticket":
      return { kind, ticket: readTicket(fields) };
    case "message":
      return { kind, message: readArticle(fields, fields.id("ticket_id")) };
    case "user": {
      const name = `${fields.text("firstname")} ${fields.text("lastname")}`;
      const person = pastPerson(fields.text("email") || fields.text("login"), name) ?? { address: "", name: "" };
      return { kind, user: { ...person, id: fields.id("id"), isAgent: null } };
    }
    case "state":
    case "priority":
      return { kind, id: fields.id("id"), name: fields.text("name") };
    case "other":
      return { kind };
  }
}

function readTicket(fields: FieldReader): PastTicket {
  const externalId = fields.id("id");
  const openedAt = fields.instant("created_at");
  const owner = fields.idOrNull("owner_id");
  const isOwned = owner !== null ? owner !== NOBODY.id : fields.text("owner") !== NOBODY.name;
  return {
    externalId,
    number: fields.idOrNull("number") ?? externalId,
    subject: fields.text("title"),
    state: nameOrId(fields, "state", "state_id") ?? { name: fields.id("state_id") },
    priority: nameOrId(fields, "priority", "priority_id"),
    requester: reference(fields, "customer"),
    agent: isOwned ? reference(fields, "owner") : null,
    openedAt,
    updatedAt: fields.instantOrNull("updated_at") ?? openedAt,
    endedAt: fields.instantOrNull("close_at") ?? fields.instantOrNull("last_close_at"),
    mergedInto: mergedInto(fields, externalId),
    follows: null,
    messages: fields.children("articles").map((article) => readArticle(article, null)),
    people: [],
  };
}

function nameOrId(fields: FieldReader, name: string, id: string): NameOrId | null {
  const word = fields.text(name);
  if (word !== "") return { name: word };
  const found = fields.idOrNull(id);
  return found === null ? null : { id: found };
}

/** With `expand=true` the login stands beside the id, and mostly is the address. */
function reference(fields: FieldReader, name: string): PersonReference {
  return { userId: fields.idOrNull(`${name}_id`), person: pastPerson(fields.text(name), "") };
}

/** Merging links the ticket to the one it went into as to its parent (`api/v1/links`). */
function mergedInto(fields: FieldReader, id: string): string | null {
  const parents = fields
    .children("links")
    .filter((link) => link.text("link_type") === "parent")
    .map((link) => link.idOrNull("link_object_value"));
  return parents.find((parent) => parent !== null && parent !== id) ?? null;
}

function readArticle(fields: FieldReader, ticketId: string | null): PastMessage {
  const sender = (fields.text("sender") || SENDERS[fields.idOrNull("sender_id") ?? ""] || "customer").toLowerCase();
  return {
    externalId: fields.id("id"),
    ticketId,
    writer: writerOf(sender, fields.isTrue("internal")),
    from: writtenBy(fields, sender !== "agent"),
    to: readPeople(fields.text("to")),
    cc: readPeople(fields.text("cc")),
    subject: fields.text("subject"),
    body: fields.text("body"),
    isHtml: fields.text("content_type").toLowerCase().startsWith("text/html"),
    messageId: readMessageId(fields.text("message_id")),
    at: fields.instant("created_at"),
    files: fields.children("attachments").map(readFile),
  };
}

function writerOf(sender: string, isInternal: boolean): PastMessage["writer"] {
  if (isInternal) return "note";
  return sender === "agent" || sender === "system" ? sender : "customer";
}

/** A customer's mail has its writer in `from`, as the desk's own has; an agent's has the group's address there, and the agent in `created_by`. */
function writtenBy(fields: FieldReader, isInFrom: boolean): PersonReference {
  const userId = fields.idOrNull("origin_by_id") ?? fields.idOrNull("created_by_id");
  const [from = null] = readPeople(fields.text("from"));
  const creator = pastPerson(fields.text("created_by"), "");
  if (isInFrom) return { userId, person: from ?? creator ?? pastPerson("", fields.text("from")) };
  return { userId, person: creator !== null && creator.address !== "" ? creator : null };
}

function readFile(fields: FieldReader): PastFile {
  const preferences = fields.child("preferences");
  const type = preferences?.text("Mime-Type") || preferences?.text("Content-Type") || fields.text("mime-type");
  return {
    filename: fields.text("filename") || "unnamed",
    contentType: type || "application/octet-stream",
    size: fields.sizeOrNull("size"),
    base64: fields.base64OrNull("data"),
  };
}
