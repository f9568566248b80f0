import { generateKeyPairSync } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { parse, stringify } from "yaml";
import { type ParsedDesk, parseDesk } from "../../src/desk/parse-desk.ts";
import { type Instant, instant } from "../../src/domain/time/instant.ts";
import { parseWorkingTime } from "../../src/domain/time/working-time.ts";

/** What a row of a table promises: working times relative to the target, and the wall at which each comes. */
export interface DocumentedPromise {
  readonly line: string;
  readonly comesIn: string;
  readonly level: string;
  readonly steps: readonly { readonly minutes: number; readonly wall: string }[];
}

/** A piece of YAML of a document, with the promises of the table that follows it, if one does. */
export interface DocumentedExample {
  readonly yaml: string;
  readonly promises: readonly DocumentedPromise[];
}

// What the pieces of the document talk about and do not say again each time.
const AROUND = `
desk: { name: North Support, address: support@desk.example, opsAddress: ops@desk.example }
agents:
  one: { name: Agent One, addresses: [one@desk.example], roles: [agent, lead, ops, accountManager] }
organisations:
  - { id: north, name: North Utility, domains: [north.example], hosting: vendor }
`;

/** Every piece of YAML in a document, in order. */
export function documentedExamples(document: string): DocumentedExample[] {
  const [, ...parts] = document.split("```yaml\n");
  return parts.map((part) => {
    const [yaml = "", after = ""] = part.split("```\n", 2);
    return { yaml, promises: promisesOf(after.split(/^#/m)[0] ?? "") };
  });
}

/** A piece of YAML as a whole desk: its keys, the rest as the document and the shipped desk have it. */
export function loadExample({ yaml }: DocumentedExample, shipped: string): ParsedDesk {
  const environment = Object.fromEntries(
    [...yaml.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => [name, valueFor(name)]),
  );
  return parseDesk(stringify({ ...parse(AROUND), ...parse(yaml) }), environment, shipped);
}

function valueFor(name: string): string {
  if (name.includes("IMAP")) return "imaps://user:password@mail.desk.example";
  if (name.includes("SMTP")) return "smtps://user:password@mail.desk.example";
  if (name.includes("DKIM")) return signingKey();
  return name.endsWith("_URL") ? "https://chat.desk.example/hook" : `whsec_${Buffer.alloc(32).toString("base64")}`;
}

function promisesOf(text: string): DocumentedPromise[] {
  const table = text.split("\n").filter((line) => line.startsWith("|"));
  const head = cellsOf(table[0] ?? "");
  if (head[0] !== "a mail comes in") return [];
  const columns = head.flatMap((cell, column) => {
    const minutes = cell === "promised by" ? 0 : parseWorkingTime(cell.replaceAll("`", ""));
    return minutes === null ? [] : [{ minutes, column }];
  });
  return table.slice(2).map((line) => {
    const cells = cellsOf(line);
    const steps = columns.map(({ minutes, column }) => ({ minutes, wall: cells[column] ?? "" }));
    return { line, comesIn: cells[0] ?? "", level: cells[1] ?? "", steps };
  });
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Reads `Tue 2026-11-24 09:00` as the wall of a zone shows it; the weekday is checked by writing it back. */
export function readWall(text: string, zone: string): Instant {
  const [, date = "", time = ""] = text.split(" ");
  return instant(Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds);
}

/** Writes an instant as `readWall` reads it. */
export function writeWall(at: Instant, zone: string): string {
  const wall = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const weekday = wall.toLocaleString("en-GB", { weekday: "short" });
  return `${weekday} ${wall.toPlainDate().toString()} ${wall.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

function signingKey(): string {
  return String(generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
}
