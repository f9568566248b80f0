import { type Instant, instant } from "../time/instant.ts";
import { readIso } from "./read-iso.ts";

/** A fault inside one record; `path` is a JSON pointer from the record. */
export interface FieldFault {
  readonly path: string;
  readonly what: string;
  readonly mend: string;
}

/** Reads the fields of one record of JSON, whatever they hold: what is wrong is noted, and something harmless given. */
export interface FieldReader {
  readonly faults: FieldFault[];
  has(name: string): boolean;
  /** A number or a non-empty text, as text. */
  id(name: string): string;
  /** The same; null where it is missing, null or empty. */
  idOrNull(name: string): string | null;
  /** "" where it is missing or null. */
  text(name: string): string;
  /** The text of a file in base 64 (RFC 4648 section 4), of any length; null where it is missing or empty. */
  base64OrNull(name: string): string | null;
  isTrue(name: string): boolean;
  /** A size in bytes, as a number or as text; null where it is missing. */
  sizeOrNull(name: string): number | null;
  instant(name: string): Instant;
  instantOrNull(name: string): Instant | null;
  /** The object; null where it is missing. */
  child(name: string): FieldReader | null;
  /** The objects of a list; empty where it is missing. */
  children(name: string): FieldReader[];
}

const MAX_TEXT = 5_000_000;
const BASE64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/;

/** Reads the record; what is no object is a fault, and reads as an empty one. Fields that nobody asks for are no matter. */
export function readFields(record: unknown, path = "", faults: FieldFault[] = []): FieldReader {
  const isRecord = typeof record === "object" && record !== null && !Array.isArray(record);
  if (!isRecord) faults.push({ path, what: "this is no object", mend: "export it again" });
  const values = new Map<string, unknown>(isRecord ? Object.entries(record) : []);
  const wrong = (name: string, what: string, mend: string) => void faults.push({ path: `${path}/${name}`, what, mend });
  const get = (name: string) => values.get(name) ?? null;

  const idOrNull = (name: string) => idOf(get(name), (what, mend) => wrong(name, what, mend));
  const instantOrNull = (name: string) => timeOf(get(name), (what, mend) => wrong(name, what, mend));
  return {
    faults,
    has: (name) => get(name) !== null,
    idOrNull,
    id: (name) => {
      const value = idOrNull(name);
      if (value === null && !(get(name) !== null && get(name) !== "")) wrong(name, "it is missing", "export it again");
      return value ?? "";
    },
    text: (name) => textOf(get(name), (what, mend) => wrong(name, what, mend)),
    base64OrNull: (name) => {
      const value = get(name);
      if (value === null || value === "") return null;
      if (typeof value === "string" && BASE64.test(value)) return value;
      wrong(
        name,
        "this is no base 64",
        "export the file again, or take this field out: the file is then named as missing",
      );
      return null;
    },
    isTrue: (name) => {
      const value = get(name);
      if (value !== null && typeof value !== "boolean")
        wrong(name, "this is neither true nor false", "write true or false");
      return value === true;
    },
    sizeOrNull: (name) => {
      const size = Number(get(name) ?? Number.NaN);
      return Number.isSafeInteger(size) && size >= 0 ? size : null;
    },
    instantOrNull,
    instant: (name) => {
      if (get(name) === null) wrong(name, "it is missing", "write it as 2025-03-01T12:00:00Z");
      return instantOrNull(name) ?? instant(0);
    },
    child: (name) => (get(name) === null ? null : readFields(get(name), `${path}/${name}`, faults)),
    children: (name) => {
      const value = get(name);
      if (value === null) return [];
      if (Array.isArray(value)) return value.map((one, at) => readFields(one, `${path}/${name}/${at}`, faults));
      wrong(name, "this is no list", "export it again");
      return [];
    },
  };
}

type Wrong = (what: string, mend: string) => void;

function idOf(value: unknown, wrong: Wrong): string | null {
  if (value === null || value === "") return null;
  if (typeof value === "string" && value.length <= 200) return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  wrong("an id is a whole number or a short text", "export it again");
  return null;
}

function timeOf(value: unknown, wrong: Wrong): Instant | null {
  if (value === null || value === "") return null;
  const read = typeof value === "string" ? readIso(value) : null;
  const shown = typeof value === "string" ? `"${value.slice(0, 40)}"` : `a ${typeof value}`;
  if (read === null) wrong(`${shown} is no time that exists`, "write it as 2025-03-01T12:00:00Z");
  return read;
}

function textOf(value: unknown, wrong: Wrong): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") wrong("this is no text", "export it again");
  else if (value.length <= MAX_TEXT) return value;
  else
    wrong(
      `a text of ${value.length} characters is too long to be a message`,
      `cut it to ${MAX_TEXT}, or take the record out`,
    );
  return "";
}
