import type { Liquid } from "liquidjs";
import type { Language } from "../../domain/desk/language.ts";
import { formatLength } from "../../domain/outbound/local-length.ts";
import { formatLocalTime, formatLongDate } from "../../domain/outbound/local-time.ts";
import { oneLine } from "../../domain/outbound/one-line.ts";
import { instant } from "../../domain/time/instant.ts";
import { parseLocalDate } from "../../domain/time/local-date.ts";
import { MARKS } from "./marks.ts";

const MAX_LINE = 200;
const MAX_SHOWN = 60_000;

/** What a template may do with its values: show them as a kind of block, on one line, or as a time in the desk's zone. */
export function registerFilters(engine: Liquid, zone: string, language: Language): void {
  engine.registerFilter("fact", (value: unknown, label: string) => {
    return fact(label, value);
  });
  engine.registerFilter("link", (value: unknown, label: string, href: string) => {
    // Whatever a template gives it: nothing but a page can be behind a link of a mail.
    return /^https?:\/\/[^\s"<>]+$/.test(href) ? `${fact(label, value)}${MARKS.href}${href}` : fact(label, value);
  });
  engine.registerFilter("key", (value: unknown) => MARKS.key + oneLine(String(value), MAX_LINE));
  engine.registerFilter("heading", (value: unknown) => MARKS.heading + oneLine(String(value), MAX_LINE));
  engine.registerFilter("quoted", (value: unknown) => markLines(MARKS.quote, value));
  engine.registerFilter("notice", (value: unknown) => markLines(MARKS.notice, value));
  engine.registerFilter("small", (value: unknown) => markLines(MARKS.small, value));
  engine.registerFilter("code", (value: unknown) => markLines(MARKS.code, value));
  engine.registerFilter("markdown", (value: unknown) => {
    // Two spaces at the end of a line mean something in it.
    return String(value)
      .trim()
      .split("\n")
      .map((line) => MARKS.markdown + line)
      .join("\n");
  });
  engine.registerFilter("one_line", (value: unknown, max?: number) => oneLine(String(value), max ?? MAX_LINE));
  engine.registerFilter("local_time", (value: unknown) =>
    isGiven(value) ? formatLocalTime(instant(Number(value)), zone, language) : "",
  );
  engine.registerFilter("local_date", (value: unknown) => {
    const date = parseLocalDate(String(value));
    return date === null ? "" : formatLongDate(date, language);
  });
  engine.registerFilter("duration", (value: unknown) => (isGiven(value) ? formatLength(Number(value), language) : ""));
  engine.registerFilter("file_size", (value: unknown) => fileSize(Number(value), language));
}

/** What is not promised has no time: without this, 1970 would be read where a template forgets to ask. */
function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function fact(label: string, value: unknown): string {
  return `${MARKS.fact}${oneLine(String(label), MAX_LINE)}${MARKS.factValue}${oneLine(String(value), MAX_LINE)}`;
}

function markLines(mark: string, value: unknown): string {
  const text = String(value).trim();
  if (text === "") return "";
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}\n[…]` : text;
  return shown
    .split("\n")
    .map((line) => mark + line.trimEnd())
    .join("\n");
}

function fileSize(bytes: number, language: Language): string {
  const [amount, unit] = bytes < 1_000_000 ? [bytes / 1000, "kB"] : [bytes / 1_000_000, "MB"];
  return `${amount.toLocaleString(language, { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${unit}`;
}
