/** The headers mail programs write above a mail they quote or forward. */
export type QuotedHeaderKind = "from" | "date" | "to" | "cc" | "subject" | "reply-to";
export type QuotedHeader = { kind: QuotedHeaderKind; value: string };

/** Labels as written by mail programs in the languages they speak, lower-cased, separated by `|`. */
const LABELS: Record<QuotedHeaderKind, string> = {
  from: "from|fra|von|de|da|van|från|od|lähettäjä|šalje|feladó|expeditorul|expeditor|отправитель|от|від|від кого|от кого|kimden|gönderen|saatja|de la|mittente|nadawca|送信元|差出人|发件人|寄件者|frá|avsändare|afsender|expéditeur|afsendt af|remitente|avsender|από|pošiljatelj|מאת|من|nuo|보낸 사람|보낸사람",
  date: "sent|date|message du|sendt|dato|gesendet|datum|envoyé|envoyé le|enviado|enviada em|enviado el|enviado em|fecha|data|inviato|verzonden|skickat|lähetetty|päivämäärä|päiväys|pvm|wysłano|dátum|küldés|elküldve|odesláno|дата|отправлено|надіслано|tarih|gönderilme tarihi|gönderildi|trimis|kuupäev|日付|送信日時|日期|发送时间|odoslané|poslano|am|on|時間|日時|data wysłania|dtime|dată|відправлено|gönderilen|afsendt|tidspunkt|envoyé à|verzonden op|fecha de envío|στάλθηκε|ημερομηνία|נשלח|תאריך|تم الإرسال|التاريخ|išsiųsta|nosūtīts|изпратено|보낸 날짜|날짜",
  to: "to|til|an|para|à|a|aan|till|do|komu|vastaanottaja|prima|címzett|către|catre|кому|kime|alıcı|saaja|宛先|收件人|za|pro|pour|per|destinatario|dla|către|destinatarul|destinataire|pre|adresat|mottaker|mottagare|modtager|ontvanger|empfänger|odbiorca|προς|אל|إلى|kam|до|받는 사람|받는사람",
  cc: "cc|kopi|copie à|kopie|kópia|copie|másolat|másolatot kap|kopia|копия|копія|cópia|bilgi|copia|sv. kopi|kopio|cc:|dw|kópie|skrytá kopie|bcc|kopie (cc)|kopi til|kopie an|kopia till|copia para|κοιν|κοιν.|kp|עותק|نسخة|참조",
  subject:
    "subject|emne|betreff|thema|ärende|asunto|aihe|objet|predmet|předmět|tárgy|oggetto|onderwerp|temat|assunto|subiect|subiectul|тема|ämne|konu|sujet|naslov|teema|件名|主题|主旨|vedr|vedr.|rubrik|efni|vedrørende|vedrører|asia|objeto|θέμα|zadeva|נושא|الموضوع|temats|относно|제목",
  "reply-to":
    "reply-to|reply to|svar til|antwort an|responder a|répondre à|rispondi a|antwoord aan|svara till|vastausosoite|odpovědět komu|odgovori na|válaszcím|yanıt adresi|odpowiedz do|odpowiedź do|răspuns către|ответить|кому відповісти|odpovedať|svar til|返信先|odpověď na|vastaus|vastaa|odpowiedź-do|ответ-кому|odpovedať-pre|risposta a|rispondere a|responder para|beantwoorden - aan",
};
const KINDS = new Map(
  Object.entries(LABELS).flatMap(([kind, labels]) =>
    labels.split("|").map((label) => [label, kind as QuotedHeaderKind]),
  ),
);
const MAX_LABEL = 24;

/**
 * Reads `Fra: Navn <adresse>`, `*From:* ...`, `> Sent: ...` in any of the languages. Null for anything else, also for
 * a label in mid sentence. Only the label's start is looked at, so a line costs the same however long it is.
 */
export function readQuotedHeader(line: string): QuotedHeader | null {
  const text = withoutMarks(line);
  const colon = colonPosition(text);
  if (colon < 1) return null;
  const label = text
    .slice(0, colon)
    .replace(/[*_\s]+$/, "")
    .trim()
    .toLowerCase()
    .replaceAll("\u0307", "");
  const kind = quotedHeaderLabel(label);
  return kind === null
    ? null
    : {
        kind,
        value: text
          .slice(colon + 1, colon + 2_000)
          .trimEnd()
          .replace(/^[*_\s]+/, ""),
      };
}

/** What a label without its colon, lower-cased, names. */
export function quotedHeaderLabel(label: string): QuotedHeaderKind | null {
  return KINDS.get(label.normalize("NFC")) ?? null;
}

/** The line without quote marks and emphasis in front. */
export function withoutMarks(line: string): string {
  let at = 0;
  while (at < line.length && /[>\s*_|\uFEFF\u00A0\u200E\u200F\u202A-\u202E]/.test(line[at] ?? "")) at += 1;
  return line.slice(at);
}

function colonPosition(text: string): number {
  const head = text.slice(0, MAX_LABEL);
  const plain = head.indexOf(":");
  return plain >= 0 ? plain : head.indexOf("：");
}

const MAX_BLOCK = 14;

/** Notes on the web begins with the recipient; then only a block of all four is one. */
const FIRST: readonly QuotedHeaderKind[] = ["from", "date", "subject", "to"];
const ALL: readonly QuotedHeaderKind[] = ["from", "date", "to", "subject"];

/**
 * Where the header block of a quoted mail that begins at `start` ends (the index after it), -1 when none begins there.
 * It begins with a From, date, subject or To label and holds a From and more within 14 lines, and something no list of
 * facts tells ("Fra: 1. maj", "Til: 5. maj"): see `isMailBlock`.
 */
export function quotedBlockEnd(lines: readonly string[], start: number): number {
  const first = readQuotedHeader(lines[start] ?? "");
  if (first === null || !FIRST.includes(first.kind)) return -1;
  const seen = new Map<QuotedHeaderKind, string>();
  let end = start;
  for (let at = start; at < Math.min(lines.length, start + MAX_BLOCK) && !endsBlock(lines, at, seen.size); at += 1) {
    const header = readQuotedHeader(lines[at] ?? "");
    if (header === null) continue;
    if (!seen.has(header.kind)) seen.set(header.kind, header.value);
    end = at + 1;
  }
  return isBlockOf(first.kind, seen, lines, start, end) ? end : -1;
}

function isBlockOf(
  first: QuotedHeaderKind,
  seen: ReadonlyMap<QuotedHeaderKind, string>,
  lines: readonly string[],
  start: number,
  end: number,
): boolean {
  if (first === "to" && !(ALL.every((kind) => seen.has(kind)) && readQuotedHeader(lines[start + 1] ?? "")))
    return false;
  if (!seen.has("from")) return isDatedTo(lines, start);
  return isMailBlock(seen, end - start, [lines[start - 1], lines[end]]);
}

/**
 * People write "from", "to", "date" and "subject" in front of facts as well. A mail's headers are all four of them; or three with an
 * address, or with a time of day and a subject or somebody's name; or a From and a date or a subject right below, with an address. Of
 * two, and of those without an address, an empty line parts the mail or all four from other words (`around`: the lines above and below),
 * as it does not part facts from "Tak, Anna".
 */
function isMailBlock(
  seen: ReadonlyMap<QuotedHeaderKind, string>,
  length: number,
  [above, below]: (string | undefined)[],
): boolean {
  if (!seen.has("date") && !seen.has("subject")) return false;
  const isParted = isBlank(below);
  if ([...seen.values()].some((value) => value.includes("@"))) return seen.size >= 3 || (length <= 4 && isParted);
  if (seen.has("date") && seen.has("to") && seen.has("subject")) return isParted || isBlank(above);
  return isParted && isMomentOfSomebody(seen);
}

function isBlank(line = ""): boolean {
  return /^[-_=]*$/.test(withoutMarks(line).trimEnd());
}

function isMomentOfSomebody(seen: ReadonlyMap<QuotedHeaderKind, string>): boolean {
  const date = (seen.get("date") ?? "").replace(/[\u200E\u200F]/g, "");
  const isNamed = /^\D+ \D+$/.test((seen.get("from") ?? "").trim()) && /\b20\d\d\b/.test(date);
  return seen.size >= 3 && /\d[:.h]\d\d/.test(date) && (seen.has("subject") || isNamed);
}

/** Seen in the wild: `Date: Wed, 16 May 2012 00:15:02 -0600` and `To: address` alone. */
function isDatedTo(lines: readonly string[], start: number): boolean {
  const date = readQuotedHeader(lines[start] ?? "");
  const to = readQuotedHeader(lines[start + 1] ?? "");
  const isMoment = date?.kind === "date" && /\d:\d\d/.test(date.value) && /\b20\d\d\b/.test(date.value);
  return isMoment && to?.kind === "to" && to.value.includes("@");
}

function endsBlock(lines: readonly string[], at: number, kinds: number): boolean {
  return kinds > 1 && withoutMarks(lines[at] ?? "") === "" && !headerSoon(lines, at);
}

/** Some programs put an empty line between the headers of the block. */
function headerSoon(lines: readonly string[], at: number): boolean {
  return readQuotedHeader(lines[at + 1] ?? "") !== null;
}
