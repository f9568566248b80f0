import type { Language } from "../desk/language.ts";
import { formatLocalTime } from "../outbound/local-time.ts";
import { formatInstant, type Instant } from "../time/instant.ts";
import type { TroubleKind, TroubleNews } from "../trouble/trouble-news.ts";
import type { AlertWords } from "./alert-words.ts";
import { slackPayload } from "./slack-payload.ts";
import { teamsPayload } from "./teams-payload.ts";
import type { WebhookFormat } from "./webhook-settings.ts";

/** The event types of Standard Webhooks that are about the desk itself. */
export type TroubleEvent = "desk.trouble" | "desk.recovered";

const WORDS = {
  da: {
    trouble: {
      mailbox: "Postkassen bliver ikke læst",
      mailboxes: "Der er ingen postkasse at læse",
      lmtp: "Ingen tager imod mail over LMTP",
      queue: "Køen arbejder ikke",
      sending: "Mail kommer ikke af sted",
      "way-out": "Postkassen kan ikke sende",
      journal: "Journalen kan ikke læses",
      canary: "Supportens prøvemail kommer ikke frem",
      storage: "Databasen gemmer intet",
      backup: "Der er ingen ny backup",
      drill: "Den nyeste backup kan ikke genskabes",
      other: "Supporten har et problem",
    },
    recovered: "Virker igen",
    mailbox: "Postkasse",
    since: "Siden",
    detail: "Hvad der er galt",
    mend: "Hvad du kan gøre",
  },
  en: {
    trouble: {
      mailbox: "The mailbox is not read",
      mailboxes: "There is no mailbox to read",
      lmtp: "Nobody takes mail by LMTP",
      queue: "The queue does not work",
      sending: "Mail does not leave",
      "way-out": "The mailbox cannot send",
      journal: "The journal cannot be read",
      canary: "The canary of the desk does not arrive",
      storage: "The database stores nothing",
      backup: "There is no new backup",
      drill: "The newest backup cannot be restored",
      other: "The desk has a problem",
    },
    recovered: "Works again",
    mailbox: "Mailbox",
    since: "Since",
    detail: "What is wrong",
    mend: "What to do",
  },
} as const satisfies Record<Language, { trouble: Record<TroubleKind, string> } & Record<string, unknown>>;

export function troubleEvent({ hasRecovered }: Pick<TroubleNews, "hasRecovered">): TroubleEvent {
  return hasRecovered ? "desk.recovered" : "desk.trouble";
}

/** The JSON that tells a webhook of a trouble of the desk, or of its end: Standard Webhooks, or a message of Slack or Teams in words. */
export function troublePayload(
  format: WebhookFormat,
  news: TroubleNews,
  { at, language, zone }: { readonly at: Instant; readonly language: Language; readonly zone: string },
): string {
  if (format === "standard") return JSON.stringify(standard(news, at));
  const words = troubleWords(news, language, zone);
  return JSON.stringify(format === "slack" ? slackPayload(words, null) : teamsPayload(words, null));
}

function standard(news: TroubleNews, at: Instant): object {
  const { check, kind, mailbox, since, detail, mend } = news;
  return {
    type: troubleEvent(news),
    timestamp: formatInstant(at),
    data: {
      check,
      kind,
      mailbox,
      since: formatInstant(since),
      detail: detail.en,
      mend: mend.en === "" ? null : mend.en,
    },
  };
}

function troubleWords(news: TroubleNews, language: Language, zone: string): AlertWords {
  const words = WORDS[language];
  const said = words.trouble[news.kind];
  const facts: [string, string][] = [[words.since, formatLocalTime(news.since, zone, language)]];
  if (news.mailbox !== null) facts.unshift([words.mailbox, news.mailbox]);
  if (!news.hasRecovered) facts.push([words.detail, news.detail[language]], [words.mend, news.mend[language]]);
  return { title: news.hasRecovered ? `${words.recovered}: ${said}` : said, facts, link: "" };
}
