import type { Desk } from "../../domain/desk/desk.ts";
import { isDeskAddress } from "../../domain/desk/is-desk-address.ts";
import { parseMailAddress } from "../../domain/outbound/mail-address.ts";
import { oneLine } from "../../domain/outbound/one-line.ts";

export const REQUEST_FIELDS = ["name", "address", "subject", "text"] as const;
export type RequestField = (typeof REQUEST_FIELDS)[number];

/** What was read of the page on which anybody can ask. */
export interface RequestForm {
  /** As written, for the form that is shown again. */
  readonly values: Readonly<Record<RequestField | "level", string>>;
  readonly wrong: readonly RequestField[];
  readonly address: string;
  /** Null: none was chosen, or none of the desk's. */
  readonly level: string | null;
  readonly token: string;
  /** Something stands in the field that nobody sees. */
  readonly isBaited: boolean;
}

/** What the fields of the page may hold; the page says the same to browsers. */
export const MOST_CHARACTERS = { name: 200, address: 254, subject: 300, text: 20_000 } as const satisfies Record<
  RequestField,
  number
>;
/** The field that people do not see and programs fill in. */
export const BAIT = "website";

/** What a browser, or whatever says it is one, sent: any fields with any text. */
export function readRequestForm(body: unknown, { levels, desk }: Pick<Desk, "levels" | "desk">): RequestForm {
  const fields = (body ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === "string" ? (fields[name] as string) : "");
  const line = (name: RequestField) => oneLine(text(name).slice(0, MOST_CHARACTERS[name]), MOST_CHARACTERS[name]);
  const level = Object.hasOwn(levels, text("level")) ? text("level") : "";
  // A browser sends CRLF whatever was typed.
  const words = text("text").slice(0, MOST_CHARACTERS.text).replace(/\r\n?/g, "\n");
  const values = { name: line("name"), address: line("address"), subject: line("subject"), text: words, level };
  const address = parseMailAddress(values.address)?.toLowerCase() ?? "";
  // Answered at the desk's own address, it would be answering itself.
  const isMailable = address !== "" && !isDeskAddress(desk, address);
  const isWrong = (field: RequestField) => (field === "address" ? !isMailable : values[field].trim() === "");
  return {
    values,
    wrong: REQUEST_FIELDS.filter(isWrong),
    address,
    level: level === "" ? null : level,
    token: text("token"),
    isBaited: text(BAIT) !== "",
  };
}
