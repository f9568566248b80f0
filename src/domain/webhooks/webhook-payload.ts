import type { Language } from "../desk/language.ts";
import { alertWords } from "./alert-words.ts";
import { slackPayload } from "./slack-payload.ts";
import { standardPayload } from "./standard-payload.ts";
import { teamsPayload } from "./teams-payload.ts";
import type { WebhookAlert } from "./webhook-alert.ts";
import type { WebhookFormat } from "./webhook-settings.ts";

/** The JSON that is posted, written once: every attempt sends these very characters, and they are what is signed. */
export function webhookPayload(format: WebhookFormat, alert: WebhookAlert, language: Language, zone: string): string {
  if (format === "standard") return JSON.stringify(standardPayload(alert));
  const words = alertWords(alert, language, zone);
  return JSON.stringify(format === "slack" ? slackPayload(words, alert.url) : teamsPayload(words, alert.url));
}
