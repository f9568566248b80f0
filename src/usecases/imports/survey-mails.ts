import type { Desk } from "../../domain/desk/desk.ts";
import { isOfDesk } from "../../domain/desk/is-of-desk.ts";
import type { MailUnderstanding } from "../../domain/email/mail-understanding.ts";
import { groupMails, type TiedMail } from "../../domain/imports/group-mails.ts";
import type { ImportFault } from "../../domain/imports/import-fault.ts";
import { type Instant, parseInstant } from "../../domain/time/instant.ts";
import type { MailParser, ParseOptions } from "../ports/mail-parser.ts";
import type { FoundMail, MailPlace, MailSource } from "../ports/mail-source.ts";
import type { Person } from "../ports/ticket-store.ts";
import { createOneOfEach, type OneOfEach } from "./one-of-each.ts";

/** A mail of old history: what ties it, who wrote it to whom, and where it lies. Its text is not kept. */
export interface PastMail extends TiedMail {
  /** The mail's fingerprint: copies in several files are the same mail. */
  readonly externalId: string;
  readonly place: MailPlace;
  /** The same for people: the file, with the number of the mail in an mbox. */
  readonly named: string;
  readonly from: Person;
  readonly to: readonly Person[];
}

/** Mails that became one ticket: oldest first, and never none. */
export interface Conversation {
  readonly mails: readonly PastMail[];
  readonly requester: Person;
}

export interface SurveyedMails {
  readonly mails: number;
  readonly conversations: readonly Conversation[];
  /** Copies of mails that stand there more than once. */
  readonly repeated: number;
  /** Files in directories that are no mail. */
  readonly skipped: number;
  readonly faults: readonly ImportFault[];
}

export interface SurveyMailsDeps {
  readonly source: MailSource;
  readonly parser: Pick<MailParser, "parse">;
  readonly desk: Desk;
  /** The requester of conversations among the desk's own people; null: such a conversation is a fault. */
  readonly nobody: string | null;
}

/** History proves nothing and grants nothing, so nobody is asked for signatures. */
export const HISTORY: ParseOptions = { trustedAuthServers: [], dns: "none", ownAddresses: [] };

/** Reads every mail of the files once and finds the conversations among them; what cannot be filed as history is a fault. */
export async function surveyMails(deps: SurveyMailsDeps, paths: readonly string[]): Promise<SurveyedMails> {
  const mails = new Map<string, PastMail>();
  const faults: ImportFault[] = [];
  const count = { repeated: 0, skipped: 0 };
  const each = createOneOfEach();
  for await (const found of deps.source.readMails(paths)) {
    const read = found.kind === "skipped" ? null : await readFound(deps, found, each);
    if (read === null) count.skipped += 1;
    else if ("what" in read) faults.push(read);
    else if (mails.has(read.externalId)) count.repeated += 1;
    else mails.set(read.externalId, read);
  }
  const all = [...mails.values()];
  const groups = groupMails(all).map((places) => places.flatMap((place) => all[place] ?? []));
  const conversations = groups.flatMap((group) => conversationOf(deps, group, faults));
  return { mails: all.length, conversations, ...count, faults };
}

function conversationOf(deps: SurveyMailsDeps, mails: readonly PastMail[], faults: ImportFault[]): Conversation[] {
  const requester = requesterOf(deps, mails);
  if (requester !== null) return [{ mails, requester }];
  const what = "everybody in this conversation is of the desk itself, so nobody asked";
  const mend = "take it out of the file, or give all such a requester: --nobody ADDRESS";
  faults.push(faultOf(mails[0]?.named ?? "", what, mend));
  return [];
}

/** The first who wrote and is not of the desk, or else the first who was written to. */
function requesterOf({ desk, nobody }: SurveyMailsDeps, mails: readonly PastMail[]): Person | null {
  const people = [...mails.map(({ from }) => from), ...mails.flatMap(({ to }) => to)];
  const outside = people.find(({ address }) => address.includes("@") && !isOfDesk(desk, address));
  return outside ?? (nobody === null ? null : { address: nobody, name: "" });
}

async function readFound(
  { parser }: SurveyMailsDeps,
  found: Exclude<FoundMail, { kind: "skipped" }>,
  each: OneOfEach,
): Promise<PastMail | ImportFault> {
  if (found.kind === "unreadable") return faultOf(found.place, found.why, "see the path and who may read it");
  const parsed = await parser.parse(found.bytes, HISTORY);
  if (!parsed.ok) return faultOf(found.place, `the mail cannot be read (${parsed.why})`, "take it out of the file");
  const { mail } = parsed;
  const at = writtenAt(mail, found.receivedAt);
  if (at === null)
    return faultOf(
      found.place,
      "the mail has no Date and no Received that can be read",
      "write a Date header into it, or take it out",
    );
  if (mail.from === null || mail.from.address === "") {
    return faultOf(found.place, "the mail has no sender", "take it out of the file");
  }
  const references = new Set([...(mail.inReplyTo === null ? [] : [mail.inReplyTo]), ...mail.references]);
  return {
    externalId: mail.fingerprint,
    messageId: mail.messageId === null ? null : each.text(mail.messageId),
    references: [...references].map(each.text),
    at,
    place: { ...found.at, file: each.text(found.at.file) },
    named: found.place,
    from: each.person(mail.from),
    to: [...mail.to, ...mail.cc].map(each.person),
  };
}

/** When it was written, as it says: history holds no promise that a false Date could shorten. */
export function writtenAt(mail: Pick<MailUnderstanding, "date">, receivedAt: Instant | null): Instant | null {
  return (mail.date === null ? null : parseInstant(mail.date)) ?? receivedAt;
}

function faultOf(place: string, what: string, mend: string): ImportFault {
  const hash = place.lastIndexOf("#");
  const isNumbered = hash > 0 && /^\d+$/.test(place.slice(hash + 1));
  const [file, pointer] = isNumbered ? [place.slice(0, hash), place.slice(hash)] : [place, ""];
  return { file, line: 1, pointer, what, mend };
}
