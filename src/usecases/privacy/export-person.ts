import type { Language } from "../../domain/desk/language.ts";
import { canonicalAddress } from "../../domain/email/canonical-address.ts";
import type { Instant } from "../../domain/time/instant.ts";
import type { PersonRecords, PersonStore } from "../ports/person-store.ts";
import { type PersonIndex, personIndex } from "./person-index.ts";

/** One file of what is handed over; its bytes are read when it is its turn. */
export interface ExportedFile {
  readonly name: string;
  read(): Promise<Uint8Array>;
}

export interface PersonExport {
  readonly records: readonly PersonRecords[];
  readonly files: readonly ExportedFile[];
}

export interface AskedExport {
  readonly address: string;
  /** Names that tickets of others are looked through for as well. */
  readonly given?: readonly string[];
  readonly now: Instant;
  readonly language: Language;
  readonly isFixed: boolean;
}

/**
 * Everything the desk holds about an address: `index.html` to read, `data/*.json` for programs, and the mails from and to it as they were. Null where
 * nothing is held. The index is in the language the person is written to, unless `isFixed`. Mails and their attachments are whole, so they hold what their writers put in; rows of others hold nothing beyond that others wrote.
 */
export async function exportPerson(persons: PersonStore, asked: AskedExport): Promise<PersonExport | null> {
  const address = canonicalAddress(asked.address.trim());
  const records = await persons.describe({ address, given: asked.given ?? [] }, asked.now);
  if (records.every(({ rows }) => rows.length === 0)) return null;
  const language = asked.isFixed ? asked.language : ((await persons.findLanguage(address)) ?? asked.language);
  const mails = (["mails_received", "mails_sent"] as const).map((name) => mailsOf(persons, records, name));
  const [received = [], sent = []] = await Promise.all(mails);
  const pathsOf = (files: typeof received) => new Map(files.map(({ id, name }) => [id, name]));
  const mailPaths = { mails_received: pathsOf(received), mails_sent: pathsOf(sent) };
  const index: PersonIndex = { address, language, madeAt: asked.now, records, mailPaths };
  return {
    records,
    files: [
      textFile("index.html", personIndex(index)),
      ...records.map(({ name, rows }) => textFile(`data/${name}.json`, `${JSON.stringify(rows, null, 2)}\n`)),
      ...received,
      ...sent,
    ],
  };
}

async function mailsOf(
  persons: PersonStore,
  records: readonly PersonRecords[],
  section: "mails_received" | "mails_sent",
): Promise<(ExportedFile & { readonly id: number })[]> {
  const direction = section === "mails_received" ? "received" : "sent";
  const ids = records.find(({ name }) => name === section)?.rows.map(({ id }) => Number(id)) ?? [];
  const kept: (ExportedFile & { readonly id: number })[] = [];
  for (const id of ids) {
    // Read twice, and never all of them in memory.
    if ((await persons.readMail(direction, id)) === null) continue;
    const read = async () => (await persons.readMail(direction, id)) ?? new Uint8Array();
    kept.push({ id, name: `mails/${direction}/${id}.eml`, read });
  }
  return kept;
}

function textFile(name: string, text: string): ExportedFile {
  return { name, read: async () => new TextEncoder().encode(text) };
}
