import type { Language } from "../../domain/desk/language.ts";
import { formatLocalTime } from "../../domain/outbound/local-time.ts";
import { instant } from "../../domain/time/instant.ts";
import type { SaidReason, SayReason } from "./read-reasons.ts";
import type { Words } from "./read-words.ts";

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MS = 86_400_000;
const LOCALES: Readonly<Record<Language, string>> = { da: "da-DK", en: "en-GB" };

/** Of a template: `{{ "{n} left" | t: n: left }}` comes as `["n", left]`. */
type Named = readonly [name: string, value: unknown];
// biome-ignore lint/suspicious/noExplicitAny: liquidjs gives what stands in the template.
type Filter = (value: unknown, ...rest: any[]) => string | number | SaidReason;

interface FilterOptions {
  readonly zone: string;
  readonly words: Words;
  readonly sayReason: SayReason;
  /** Names of the desk's agents by their keys. */
  readonly agents: Readonly<Record<string, string>>;
}

/** How values are written for people, in one language. Times take milliseconds or ISO 8601, and give text in the desk's zone. */
export function createFilters({ zone, words, sayReason, agents }: FilterOptions): Record<string, Filter> {
  const { language, say } = words;
  const time = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const span = (milliseconds: number) => spanOf(milliseconds, say);
  return {
    t: (value, ...values: Named[]) => fill(say(String(value)), values),
    word: (value, context?: string) => wordOf(words, String(value), context),
    localtime: (value) => time.format(readTime(value)),
    exacttime: (value) => formatLocalTime(instant(readTime(value)), zone, language),
    iso: (value) => new Date(readTime(value)).toISOString(),
    ago: (value, now) => fill(say("{span} ago"), [["span", span(Number(now) - readTime(value))]]),
    in: (value, now) => fill(say("in {span}"), [["span", span(readTime(value) - Number(now))]]),
    span: (value) => span(Number(value)),
    minutes: (value) => minutesOf(Number(value), say),
    share: (value, of) => share(Number(value), Number(of)),
    bytes: (value) => bytes(Number(value), language),
    plainname: (value) => plainName(String(value)),
    agentname: (value) => (Object.hasOwn(agents, String(value)) ? (agents[String(value)] ?? "") : String(value)),
    reason: (value) => sayReason(String(value)),
  };
}

/** A word of the desk's own, such as a state, as it is said of `context` where that makes a difference. */
function wordOf({ find }: Words, name: string, context: string | undefined): string {
  const said = context === undefined ? null : find(`${context} ${name}`);
  return said ?? find(name) ?? plain(name);
}

function fill(text: string, values: readonly Named[]): string {
  return values.reduce((filled, [name, value]) => filled.replaceAll(`{${name}}`, () => String(value)), text);
}

/** A name of the desk's own, such as an event's, where no dictionary has it. */
function plain(name: string): string {
  return name.replaceAll(/[_-]/g, " ");
}

function readTime(value: unknown): number {
  return typeof value === "number" ? value : Date.parse(String(value));
}

/** A length of everyday time, in its largest fitting unit. */
function spanOf(milliseconds: number, say: Words["say"]): string {
  const whole = Math.max(0, milliseconds);
  if (whole < MINUTE_MS) return fill(say("{n} s"), [["n", Math.floor(whole / 1000)]]);
  if (whole < DAY_MS * 2) return minutesOf(Math.floor(whole / MINUTE_MS), say);
  return fill(say("{n} days"), [["n", Math.floor(whole / DAY_MS)]]);
}

/** A length of working time: working days differ in length, so hours are the largest unit. */
function minutesOf(total: number, say: Words["say"]): string {
  const whole = Math.abs(Math.trunc(total));
  const [hours, rest] = [Math.floor(whole / HOUR_MINUTES), whole % HOUR_MINUTES];
  const inHours = fill(say("{n} h"), [["n", hours]]);
  const inMinutes = fill(say("{n} min"), [["n", rest]]);
  if (hours === 0) return inMinutes;
  return rest === 0 ? inHours : `${inHours} ${inMinutes}`;
}

/** In percent, whole, at most 100: the length of a bar. */
function share(value: number, of: number): number {
  return of <= 0 ? 100 : Math.min(100, Math.max(0, Math.round((value * 100) / of)));
}

function bytes(count: number, language: Language): string {
  if (count < 1000) return `${count} B`;
  if (count < 1_000_000) return `${Math.round(count / 1000)} kB`;
  const [whole, tenth] = (count / 1_000_000).toFixed(1).split(".");
  return `${whole}${language === "da" ? "," : "."}${tenth} MB`;
}

/** A file's name with nothing in it that turns, hides or breaks text: for showing only. */
function plainName(name: string): string {
  return name
    .normalize("NFC")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "�")
    .slice(0, 200);
}
