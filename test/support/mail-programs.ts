/** How one program writes an answer: what an agent typed, then the sign-off, then the mail that is answered. */
export interface MailProgram {
  readonly name: string;
  readonly write: (parts: AnswerParts) => WrittenBody;
}

export interface AnswerParts {
  readonly language: "da" | "en";
  /** As the agent typed it, line by line. */
  readonly lines: readonly string[];
  readonly signature: readonly string[];
  /** The notice that is answered. Its words, commands among them, are never the agent's. */
  readonly notice: readonly string[];
}

interface WrittenBody {
  readonly plain: string | null;
  readonly html: string | null;
}

const DESK = "Test Support <support@desk.example>";

/** Twelve programs, in the forms in which their mails arrive. */
export const MAIL_PROGRAMS: readonly MailProgram[] = [
  { name: "Outlook for Windows", write: (parts) => both(parts, outlookHtml(parts), outlookBlock(parts)) },
  { name: "Outlook on the web", write: (parts) => ({ plain: null, html: outlookWebHtml(parts) }) },
  { name: "Outlook for iOS", write: (parts) => both(parts, outlookMobileHtml(parts), outlookBlock(parts)) },
  { name: "Gmail on the web", write: (parts) => both(parts, gmailHtml(parts), quoted(parts, onDate(parts))) },
  { name: "Gmail for Android", write: (parts) => ({ plain: null, html: gmailHtml(parts) }) },
  { name: "Apple Mail", write: (parts) => both(parts, appleHtml(parts), quoted(parts, appleDate(parts))) },
  { name: "iPhone Mail", write: (parts) => ({ plain: null, html: appleHtml(parts) }) },
  { name: "Thunderbird", write: (parts) => both(parts, thunderbirdHtml(parts), quoted(parts, onDate(parts))) },
  { name: "Windows Mail", write: (parts) => ({ plain: null, html: outlookHtml(parts) }) },
  { name: "Samsung Mail", write: (parts) => ({ plain: null, html: samsungHtml(parts) }) },
  { name: "Roundcube", write: (parts) => ({ plain: typed(parts, quoted(parts, onDate(parts))), html: null }) },
  { name: "mutt", write: (parts) => ({ plain: muttText(parts), html: null }) },
];

/** A whole mail of an agent, answering a notice. */
export function writeAnswer(program: MailProgram, parts: AnswerParts): string {
  const { plain, html } = program.write(parts);
  const head = [
    "From: Agent One <one@desk.example>",
    "To: support@desk.example",
    "Subject: Re: Systemet",
    "Date: Tue, 24 Nov 2026 11:00:00 +0100",
    "Message-ID: <answer@desk.example>",
    "In-Reply-To: <notice@desk.example>",
    "MIME-Version: 1.0",
  ];
  const part = (type: string, body: string) => [
    `Content-Type: text/${type}; charset=utf-8`,
    "Content-Transfer-Encoding: 8bit",
    "",
    body,
  ];
  if (plain === null || html === null) {
    const only = html === null ? part("plain", plain ?? "") : part("html", html);
    return [...head, ...only, ""].join("\n");
  }
  const parted = [part("plain", plain), part("html", html)].flatMap((one) => ["--cut", ...one]);
  return [...head, 'Content-Type: multipart/alternative; boundary="cut"', "", ...parted, "--cut--", ""].join("\n");
}

function both(parts: AnswerParts, html: string, below: string): WrittenBody {
  return { plain: typed(parts, below), html };
}

function typed({ lines, signature }: AnswerParts, below: string): string {
  return [...lines, "", ...signature, "", below].join("\n");
}

function muttText({ lines, signature, notice, language }: AnswerParts): string {
  const attribution =
    language === "da"
      ? "Den 24. nov. 2026 kl. 10.00 skrev Test Support:"
      : "On Tue, Nov 24, 2026 at 10:00:00AM +0100, Test Support wrote:";
  return [...lines, "", attribution, ...notice.map((line) => `> ${line}`), "", "-- ", ...signature].join("\n");
}

function quoted({ notice }: AnswerParts, attribution: string): string {
  return [attribution, "", ...notice.map((line) => `> ${line}`)].join("\n");
}

function onDate({ language }: AnswerParts): string {
  return language === "da"
    ? `Den tir. 24. nov. 2026 kl. 10.00 skrev ${DESK}:`
    : `On Tue, Nov 24, 2026 at 10:00 AM ${DESK} wrote:`;
}

function appleDate({ language }: AnswerParts): string {
  return language === "da" ? `Den 24. nov. 2026 kl. 10.00 skrev ${DESK}:` : `On 24 Nov 2026, at 10:00, ${DESK} wrote:`;
}

const FIELDS = {
  da: ["Fra: ", "Sendt: 24. november 2026 10:00", "Til: Agent One <one@desk.example>", "Emne: Systemet"],
  en: ["From: ", "Sent: 24 November 2026 10:00", "To: Agent One <one@desk.example>", "Subject: Systemet"],
} as const;

function outlookBlock({ language, notice }: AnswerParts): string {
  const [from, ...others] = FIELDS[language];
  return [`${from}${DESK}`, ...others, "", ...notice].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function each(lines: readonly string[], open: string, close: string): string {
  return lines.map((line) => `${open}${line === "" ? "<br>" : escaped(line)}${close}`).join("\n");
}

function fieldsHtml({ language }: AnswerParts): string {
  const [from, ...others] = FIELDS[language];
  return [`${from}${DESK}`, ...others]
    .map((line) => {
      const colon = line.indexOf(":") + 1;
      return `<b>${line.slice(0, colon)}</b>${escaped(line.slice(colon))}`;
    })
    .join("<br>\n");
}

function outlookHtml(parts: AnswerParts): string {
  const paragraphs = (lines: readonly string[]) => each(lines, '<p class="MsoNormal">', "<o:p></o:p></p>");
  return `<html><head><style>p.MsoNormal{margin:0cm}</style></head><body lang="DA"><div class="WordSection1">
${paragraphs([...parts.lines, "", ...parts.signature, ""])}
<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">${fieldsHtml(parts)}<o:p></o:p></p></div></div>
${paragraphs(["", ...parts.notice])}
</div></body></html>`;
}

function outlookWebHtml(parts: AnswerParts): string {
  return `<html><body dir="ltr">
${each(parts.lines, '<div class="elementToProof" style="font-family: Calibri">', "</div>")}
<div id="Signature">${each(parts.signature, "<div>", "</div>")}</div>
<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">
<div id="divRplyFwdMsg" dir="ltr">${fieldsHtml(parts)}<div>&nbsp;</div></div>
${each(parts.notice, "<div>", "</div>")}</body></html>`;
}

function outlookMobileHtml(parts: AnswerParts): string {
  return `<html><body><div dir="ltr">${each(parts.lines, '<div dir="ltr">', "</div>")}</div>
<div id="ms-outlook-mobile-signature">${each(parts.signature, "<div>", "</div>")}</div>
<hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr">${fieldsHtml(parts)}</div>
${each(parts.notice, "<div>", "</div>")}</body></html>`;
}

function gmailHtml(parts: AnswerParts): string {
  return `<div dir="ltr">${each(parts.lines, "<div>", "</div>")}<div><br></div>
<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">${each(parts.signature, "<div>", "</div>")}</div></div><br>
<div class="gmail_quote"><div dir="ltr" class="gmail_attr">${escaped(onDate(parts))}<br></div>
<blockquote class="gmail_quote" style="margin:0 0 0 .8ex">${each(parts.notice, "<div>", "</div>")}</blockquote></div>`;
}

function appleHtml(parts: AnswerParts): string {
  return `<html><body style="word-wrap: break-word;">${each(parts.lines, "<div>", "</div>")}<div><br></div>
${each(parts.signature, "<div>", "</div>")}<div><br><blockquote type="cite"><div>${escaped(appleDate(parts))}</div><br class="Apple-interchange-newline">
${each(parts.notice, "<div>", "</div>")}</blockquote></div></body></html>`;
}

function thunderbirdHtml(parts: AnswerParts): string {
  return `<html><body>${each(parts.lines, "<p>", "</p>")}
<div class="moz-signature">-- <br>${parts.signature.map(escaped).join("<br>\n")}</div>
<div class="moz-cite-prefix">${escaped(onDate(parts))}<br></div>
<blockquote type="cite" cite="mid:notice@desk.example">${each(parts.notice, "<p>", "</p>")}</blockquote></body></html>`;
}

function samsungHtml(parts: AnswerParts): string {
  const original =
    parts.language === "da" ? "-------- Oprindelig besked --------" : "-------- Original message --------";
  return `<html><body>${each(parts.lines, '<div dir="auto">', "</div>")}<div dir="auto"><br></div>
<div id="composer_signature" dir="auto">${each(parts.signature, "<div>", "</div>")}</div>
<div dir="auto"><br></div><div style="font-size:100%"><div>${original}</div><div>${fieldsHtml(parts)}</div></div>
${each(["", ...parts.notice], "<div>", "</div>")}</body></html>`;
}
