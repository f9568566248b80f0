import type { Language } from "../../domain/desk/language.ts";
import { formatInstant, type Instant } from "../../domain/time/instant.ts";
import { element, type Markup, textNode } from "../drawing/markup.ts";
import { printedPage } from "../drawing/printed-page.ts";
import type { PersonRecords } from "../ports/person-store.ts";
import { PERSON_WORDS, type PersonWords } from "./person-words.ts";

export interface PersonIndex {
  readonly address: string;
  readonly language: Language;
  readonly madeAt: Instant;
  readonly records: readonly PersonRecords[];
  /** Where a mail lies, by the id of its row; of mails whose bytes are gone there is none. */
  readonly mailPaths: {
    readonly mails_received: ReadonlyMap<number, string>;
    readonly mails_sent: ReadonlyMap<number, string>;
  };
}

/** The page that a person reads first: every row of what is held about them, in their language, with links to their mails. */
export function personIndex(index: PersonIndex): string {
  const words = PERSON_WORDS[index.language];
  const facts = [words.person, index.address, words.made, formatInstant(index.madeAt)];
  return printedPage({
    language: index.language,
    title: words.title,
    body: [
      element("dl", {}, ...facts.map((text, place) => element(place % 2 === 0 ? "dt" : "dd", {}, textNode(text)))),
      ...words.about.map((text) => element("p", {}, textNode(text))),
      ...index.records.flatMap((one) => section(one, index, words)),
    ],
  });
}

function section({ name, rows }: PersonRecords, { mailPaths }: PersonIndex, words: PersonWords): Markup[] {
  const heading = element("h2", {}, textNode(words.sections[name]));
  const [first] = rows;
  if (first === undefined) return [heading, element("p", {}, textNode(words.none))];
  const paths = name === "mails_received" || name === "mails_sent" ? mailPaths[name] : null;
  const columns = Object.keys(first);
  const head = columns.map((column) => element("th", { scope: "col" }, textNode(words.columns[column] ?? column)));
  const body = rows.map((row) =>
    element("tr", {}, ...columns.map((column) => element("td", {}, cell(row, column, paths, words)))),
  );
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...body));
  return [heading, element("div", { class: "wide" }, table)];
}

function cell(
  row: Readonly<Record<string, unknown>>,
  column: string,
  paths: ReadonlyMap<number, string> | null,
  words: PersonWords,
): Markup {
  const path = column === "id" ? paths?.get(Number(row.id)) : undefined;
  if (path !== undefined) return element("a", { href: path }, textNode(words.letter));
  const value = row[column];
  return textNode(value === null || value === undefined ? "" : String(value));
}
