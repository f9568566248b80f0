import Type, { type TSchema } from "typebox";
import type { LANGUAGES } from "../domain/desk/language.ts";

// Every default is what stand-in.ts puts in the place of a wrong value; nothing else uses it.
// Every description ends the sentence "... is not ___": it is what the reader of a fault is told to write instead.
export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>(
    Type.String({ enum: [...values], default: values[0], description: `one of ${values.join(", ")}` }),
  );
export const closed = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false, description: "a map of keys and values" });
export const listOf = <Item extends TSchema>(item: Item) => Type.Array(item, { description: "a list" });
export const byId = <Value extends TSchema>(value: Value) =>
  Type.Record(Type.String({ pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$" }), value, {
    additionalProperties: false,
    description: "a map of ids",
  });
export const optional = Type.Optional;

export const text = Type.String({ minLength: 1, default: "?", description: "text; put a number in quotes" });
const CONTROLS = "\\u0000-\\u001f\\u007f\\u0085\\u2028\\u2029";
/** What stands in subjects of mails and in tables. */
export const line = Type.String({
  pattern: `^[^${CONTROLS}]*[^\\s${CONTROLS}][^${CONTROLS}]*$`,
  default: "?",
  description: "text on one line; put a number in quotes",
});
// CSV writes them as `core:5.2; billing:1.0`.
export const module = Type.String({
  pattern: `^[^:;${CONTROLS}]+$`,
  default: "?",
  description: "the name of a module without : and ; on one line",
});
export const version = Type.String({
  pattern: `^[^;${CONTROLS}]+$`,
  default: "?",
  description: "a version without ; on one line; put a number in quotes",
});
/** What goes by the name of an entry whose own name is wrong: nobody wrote it, so no fault may name it. */
export const STAND_IN_ID = "stand-in-of-svartid";
export const id = Type.String({
  pattern: "^[A-Za-z][A-Za-z0-9_-]{0,63}$",
  default: STAND_IN_ID,
  description: "an id of letters, digits and dashes, a letter first",
});
export const count = (minimum: number, maximum: number) =>
  Type.Integer({ minimum, maximum, default: minimum, description: `a whole number from ${minimum} to ${maximum}` });
const WORKING_TIME = "(\\d{1,4}h([0-5]?\\dm?)?|\\d{1,6}m)$";
export const workingTime = Type.String({
  pattern: `^${WORKING_TIME}`,
  default: "0h",
  description: "a length of working time such as 4h, 90m or 1h30",
});
export const relativeTime = Type.String({
  pattern: `^-?${WORKING_TIME}`,
  default: "0h",
  description: "a length of working time such as 2h, 0h or, before the target, -1h",
});
const ADDRESS = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@";
const DOMAIN = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*";
export const address = Type.String({
  pattern: `^${ADDRESS}${DOMAIN}$`,
  maxLength: 254,
  default: "stand-in@svartid.invalid",
  description: "an email address such as support@desk.example",
});
export const domain = Type.String({
  pattern: `^${DOMAIN}$`,
  maxLength: 253,
  default: "svartid.invalid",
  description: "a domain such as north.example",
});
export const yesOrNo = Type.Boolean({ default: false, description: "true or false" });
export const date = Type.String({
  pattern: "^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$",
  default: "2026-01-01",
  description: "a date such as 2026-12-31",
});
export const shortTime = Type.String({
  pattern: "^([1-9]\\d{0,3}s|[1-9]\\d{0,2}m)$",
  default: "5m",
  description: "a length of time such as 5m or 90s",
});
export const timeOfDay = Type.String({
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  default: "02:00",
  description: 'a time of day in quotes, such as "02:00"',
});
export const bilingual = closed({ da: text, en: text } satisfies Record<(typeof LANGUAGES)[number], TSchema>);
export const rasci = Type.String({
  pattern: "^([RASCI](/[RASCI])*)?$",
  default: "",
  description: "letters of R, A, S, C, I joined with a slash, such as A/R or I",
});
