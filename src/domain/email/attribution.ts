import { withoutMarks } from "./quoted-headers.ts";

/** "wrote" as mail programs say it, lower-cased. */
const WROTE = [
  "wrote",
  "writes",
  "said",
  "skrev",
  "schrieb",
  "schreib",
  "a écrit",
  "a ecrit",
  "écrit",
  "escribió",
  "escribio",
  "ha scritto",
  "scritto",
  "schreef",
  "geschreven",
  "escreveu",
  "napisał",
  "napisała",
  "napisal",
  "napsal",
  "kirjoitti",
  "пишет",
  "написал",
  "написав",
  "пише",
  "napísal",
  "yazdı",
  "ezt írta",
  "írta",
  "följande",
  "kirjutas",
  "napisao",
  "a scris",
  "写道",
  "寫道",
  "skrifaði",
  "작성",
  "sent:",
  "je napisal",
  "vào",
  "đã viết",
  "님이 작성",
  "のメッセージ",
  "書きました",
];
/** How an attribution that runs over several lines begins. */
const STARTS = [
  "on ",
  "den ",
  "d. ",
  "am ",
  "le ",
  "el ",
  "il ",
  "op ",
  "w dniu ",
  "em ",
  "dne ",
  "dnia ",
  "på ",
  "quoting ",
  "in article ",
  "in message ",
  "man.",
  "tir.",
  "ons.",
  "tor.",
  "fre.",
  "lør.",
  "søn.",
  "mon,",
  "tue,",
  "wed,",
  "thu,",
  "fri,",
  "sat,",
  "sun,",
  "von:",
  "2",
  "1",
  "0",
  "3",
  "pada ",
  "vào ",
  "mandag",
  "tirsdag",
  "onsdag",
  "torsdag",
  "fredag",
  "lørdag",
  "søndag",
  "från",
  "lau",
  "sun ",
];
const MAX_LENGTH = 400;
const MAX_LINES = 4;

/**
 * How many lines from `start` are an attribution ("Den 24. nov. 2025 kl. 10.00 skrev Navn <adr>:"), 0 for none. It ends
 * in a colon, says that somebody wrote, and holds a date or an address; it may run over four lines. Words that people
 * use themselves ("the customer wrote at 10:") count only where a quote follows.
 */
export function attributionLength(lines: readonly string[], start: number): number {
  let text = "";
  for (let count = 1; count <= MAX_LINES; count += 1) {
    const line = withoutMarks(lines[start + count - 1] ?? "").trim();
    text = `${text} ${line}`.trim();
    if (line === "" || text.length > MAX_LENGTH) return 0;
    if (isAttribution(text)) return isMeant(text, lines, start + count) ? count : 0;
    if (!mayContinue(text)) return 0;
  }
  return 0;
}

function isMeant(text: string, lines: readonly string[], after: number): boolean {
  return isCertain(text) || quoteFollows(lines, after);
}

function isAttribution(text: string): boolean {
  const lower = text.toLowerCase().replace(/[\s*_>]+$/, "");
  if (isGmailShort(text)) return true;
  const ends = lower.endsWith(":") || lower.endsWith("：") || (lower.startsWith("--") && lower.endsWith("--"));
  if (!ends || (!/\d/.test(lower) && !lower.includes("@"))) return false;
  return WROTE.some((verb) => lower.includes(verb)) || /^\d{4}-\d\d-\d\d \d\d:\d\d.*@/.test(lower);
}

/** Gmail once wrote no verb: `2012/10/18 Name <address>`, `2016-03-03 17:21 GMT+01:00 Name`. */
function isGmailShort(text: string): boolean {
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d GMT[+-]\d/.test(text)) return true;
  return /^\d{4}[/-]\d{1,2}[/-]\d{1,2},? /.test(text) && /<[^<>\s]{1,200}@[^<>\s]{1,200}>:?$/.test(text);
}

function isCertain(text: string): boolean {
  const lower = text.toLowerCase().replace(/^-+\s*/, "");
  return (
    lower.includes("@") || isGmailShort(text) || (/\d/.test(lower) && STARTS.some((start) => lower.startsWith(start)))
  );
}

function quoteFollows(lines: readonly string[], after: number): boolean {
  let at = after;
  while (at < after + 3 && (lines[at] ?? "").trim() === "") at += 1;
  return (lines[at] ?? "").trimStart().startsWith(">");
}

function mayContinue(text: string): boolean {
  const lower = text.toLowerCase();
  if (STARTS.some((start) => lower.startsWith(start)) || /^(?:ma|ti|ke|to|pe|la|su) \d/.test(lower)) return true;
  // The name first, the date in the next line: "Name <address> schrieb am Fr., 28."
  const namedFirst = lower.includes("@") && WROTE.some((verb) => lower.includes(verb));
  return namedFirst || lower.endsWith(">") || lower.lastIndexOf("<") > lower.lastIndexOf(">");
}
