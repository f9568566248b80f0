import type { AlertWords } from "./alert-words.ts";

const MAX_FIELDS = 10;

/**
 * A message for an incoming webhook of Slack. What a customer wrote stands in plain text only, with the three characters escaped that begin a
 * mention or a link (`<!channel>`), and the text for notifications is not read as markup. Slack refuses a header of
 * more than 150 characters after escaping, so the title is a section.
 */
export function slackPayload({ title, facts, link }: AlertWords, url: string | null): object {
  const section = { type: "section", text: plain(title) };
  const fields = facts.slice(0, MAX_FIELDS).map(([label, value]) => plain(`${label}: ${value}`));
  const open = { type: "section", text: { type: "mrkdwn", text: `<${escaped(url ?? "")}|${escaped(link)}>` } };
  return {
    text: escaped(title),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [section, { type: "section", fields }, ...(url === null ? [] : [open])],
  };
}

function plain(text: string): object {
  return { type: "plain_text", text: escaped(text), emoji: false };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
