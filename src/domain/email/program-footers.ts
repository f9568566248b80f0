/** Programs that look for viruses and say so under a mail. */
const SCANNERS =
  "avast|avg|avira|norton|eset|nod32|mcafee|mailscanner|kaspersky|bitdefender|sophos|f-secure|panda|gdata|clamav|comodo|malwarebytes";
const SCANNER_PAGE = new RegExp(
  `(?:www\\.|//)(?:[\\w-]{1,20}\\.){0,2}(?:${SCANNERS})(?:security|software)?\\.\\p{L}{2,4}`,
  "iu",
);
const VIRUS_FREE =
  /^(?:virus-?free|virenfrei|virusfri|virusvrij|(?:garanti )?sans virus|libre de virus|privo di virus|wolny od wirus[óo]w|wolna od wirus[óo]w|ei viruksia|viruksista vapaa|livre de v[íi]rus|sem v[íi]rus|bez vir[uůo]s?)[\s.!]*$/i;
const VIRUS = /vir(?:us|en|us(?:ów|er|sen)|y)|wirus|víru/i;
const OF_MAIL =
  /e-?mail|e-?post|message|courrier|correo|messaggio|bericht|meddelelse|meddelande|melding|wiadomoś|viesti|nachricht|signature|version/i;
const LINK = /[<[(]?(?:https?:\/\/|www\.|mailto:)[^\s<>[\]()]*[>\])]?|<#[\w-]{1,60}>/gi;
const MAX_LINE = 200;
const MAX_REST = 4;
const MAX_LINES = 12;

const RULER = /^_{20,}$/;
const MAX_MEETING_LINES = 30;
const MAX_HEADING = 80;
const TEAMS_JOIN = /teams\.(?:microsoft|live)\.com|aka\.ms\/jointeams|\bid: ?\d{3}[ \d]{5,}/i;
const ZOOM_JOIN = /^\S{0,3}https?:\/\/(?:[\w-]{1,60}\.)?zoom\.us\/[jws]\//i;

type Taken = { own: readonly string[]; footer: readonly string[] };

/**
 * Takes what programs put below a person's words out of the lines: what a virus scanner says at the very end, and in an answer how to join
 * a meeting of Teams or Zoom, which in a new mail (`isNew`) is what it is about. Linear in the lines.
 */
export function takeProgramFooters(lines: readonly string[], isNew: boolean): Taken {
  const scanned = scannerStart(lines);
  const rest = lines.slice(0, scanned);
  const meeting = isNew ? null : meetingAt(rest);
  const [start, end] = meeting ?? [scanned, scanned];
  return {
    own: [...rest.slice(0, start), ...rest.slice(end)],
    footer: [...rest.slice(start, end), "", ...lines.slice(scanned)],
  };
}

/** The lines from here to the end are a scanner's: one names viruses, one its page, and there is no other. */
function scannerStart(lines: readonly string[]): number {
  const last = lines.length;
  let start = last;
  let hasPage = false;
  let hasWords = false;
  for (let at = last - 1, seen = 0; at > 0 && seen < MAX_LINES; at -= 1) {
    const line = (lines[at] ?? "").trim();
    if (line === "") continue;
    if (!isScannerLine(line)) break;
    seen += 1;
    hasPage ||= SCANNER_PAGE.test(line);
    hasWords ||= isOfViruses(line);
    start = at;
  }
  return hasPage && hasWords ? start : last;
}

function isScannerLine(line: string): boolean {
  if (line.length > MAX_LINE * 3) return false;
  const rest = withoutLinks(line);
  if (rest === "" || /^[-_=*]+$/.test(rest)) return true;
  if (isOfViruses(line)) return true;
  return SCANNER_PAGE.test(line) && rest.split(/\s+/).length <= MAX_REST;
}

/** `Virus-free.`, or a sentence on viruses in the mail. Whoever asks or goes on in the first person is no program. */
function isOfViruses(line: string): boolean {
  const rest = withoutLinks(line);
  if (VIRUS_FREE.test(rest)) return true;
  return (
    rest.length <= MAX_LINE && VIRUS.test(rest) && OF_MAIL.test(rest) && !/[?!]|\b(?:I|we|jeg|vi|ich|wir)\b/i.test(rest)
  );
}

function withoutLinks(line: string): string {
  return line.replace(LINK, " ").replace(/\s+/g, " ").trim();
}

/** Where a meeting's block begins and ends: Teams draws a line above it, and mostly one below; Zoom's goes to the end. */
function meetingAt(lines: readonly string[]): [number, number] | null {
  const start = lines.findIndex((_, at) => isMeetingStart(lines, at));
  if (start < 0 || lines.slice(0, start).every((line) => line.trim() === "")) return null;
  const below = lines.slice(start + 1, start + 1 + MAX_MEETING_LINES);
  const ruler = RULER.test((lines[start] ?? "").trim()) ? below.findLastIndex((line) => RULER.test(line.trim())) : -1;
  if (ruler < 0 && lines.length > start + 1 + MAX_MEETING_LINES) return null;
  const block = ruler < 0 ? below : below.slice(0, ruler + 1);
  return block.some(isOfPerson) ? null : [start, start + 1 + block.length];
}

/** Whether the ruler of Teams or the heading of Zoom stands here, with the way in below. */
export function isMeetingStart(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? "").trim();
  const next =
    lines
      .slice(at + 1, at + 3)
      .find((one) => one.trim() !== "")
      ?.trim() ?? "";
  if (RULER.test(line)) {
    const isNamed = next.length <= MAX_HEADING && /microsoft teams/i.test(next);
    return isNamed && lines.slice(at + 1, at + MAX_LINES).some((one) => TEAMS_JOIN.test(one));
  }
  return line.length <= MAX_HEADING && /\bzoom\b/i.test(line) && ZOOM_JOIN.test(next);
}

function isOfPerson(line: string): boolean {
  const rest = withoutLinks(line);
  return rest.length > MAX_LINE || /[.!]$/.test(rest) || (rest.endsWith("?") && !/need help\?$/i.test(rest));
}
