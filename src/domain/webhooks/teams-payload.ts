import type { AlertWords } from "./alert-words.ts";

/**
 * A message with an Adaptive Card, as the workflow "Post to a channel when a webhook request is received" of Teams takes it. The words stand
 * in text runs: unlike text blocks and facts, those know no Markdown, so a subject cannot make a link or an image.
 */
export function teamsPayload({ title, facts, link }: AlertWords, url: string | null): object {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      line([{ type: "TextRun", text: inert(title), weight: "bolder", size: "medium" }]),
      ...facts.map(([label, value]) =>
        line([
          { type: "TextRun", text: `${inert(label)}: `, isSubtle: true },
          { type: "TextRun", text: inert(value) },
        ]),
      ),
    ],
    actions: url === null ? [] : [{ type: "Action.OpenUrl", title: link, url }],
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content }],
  };
}

function line(inlines: readonly object[]): object {
  return { type: "RichTextBlock", inlines };
}

/** `{{DATE(...)}}` and `${...}` are instructions of a card wherever they stand, and `<at>` names a person: a space takes their meaning. */
function inert(text: string): string {
  return text
    .replace(/\{(?=\{)/g, "{ ")
    .replace(/\$(?=\{)/g, "$ ")
    .replace(/<(?=\/?at\b)/gi, "< ");
}
