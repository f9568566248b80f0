import { expect, test } from "@jest/globals";
import type { Language } from "../../../../src/domain/desk/language.ts";
import { instant } from "../../../../src/domain/time/instant.ts";
import type { WebhookAlert } from "../../../../src/domain/webhooks/webhook-alert.ts";
import { webhookPayload } from "../../../../src/domain/webhooks/webhook-payload.ts";
import type { WebhookFormat } from "../../../../src/domain/webhooks/webhook-settings.ts";

const HOSTILE = "<!channel> <https://evil.example|click> & [x](https://evil.example) <at>all</at> {{DATE(1)}} ${a}";
const DEADLINE = instant(Date.UTC(2026, 3, 7, 9));

function alert(change: { kind?: WebhookAlert["kind"]; subject?: string; url?: string | null; counted?: number } = {}) {
  const {
    kind = "breach",
    subject = "Nothing works",
    url = "https://desk.example/tickets/SV-1",
    counted = 252,
  } = change;
  return {
    kind,
    dueAt: DEADLINE,
    url,
    data: {
      ticket: {
        ref: "SV-7K3M9-2",
        subject,
        requester: { name: "Kirsten Holm", address: "kirsten@north.example" },
        organisation: "North Utility",
        level: { id: "A", name: "Critical fault" },
        agent: null,
        service: null,
        deadline: DEADLINE,
      },
      promise: "first_response",
      deadline: DEADLINE,
      firedAt: instant(DEADLINE + 720_000),
      lateMinutes: 0,
      overdueMinutes: 0,
      account: { targetMinutes: 240, countedMinutes: counted, closedMinutes: 60, pausedMinutes: 5 },
    },
  } satisfies WebhookAlert;
}
const write = (format: WebhookFormat, of: WebhookAlert, language: Language = "en") =>
  JSON.parse(webhookPayload(format, of, language, "Europe/Copenhagen"));

test.each(["standard", "slack", "teams"] as const)("%s tells nothing of the requester", (format) => {
  expect(webhookPayload(format, alert(), "en", "UTC")).not.toMatch(/Kirsten|kirsten/);
});

test("standard has the type, the timestamp and every figure in minutes", () => {
  expect(write("standard", alert())).toEqual({
    type: "alert.breach",
    timestamp: "2026-04-07T09:12:00.000Z",
    data: {
      ticket: "SV-7K3M9-2",
      subject: "Nothing works",
      organisation: "North Utility",
      level: { id: "A", name: "Critical fault" },
      agent: null,
      service: null,
      promise: "first_response",
      deadline: "2026-04-07T09:00:00.000Z",
      dueAt: "2026-04-07T09:00:00.000Z",
      leftMinutes: 0,
      overdueMinutes: 12,
      alertLateMinutes: 0,
      targetMinutes: 240,
      countedMinutes: 252,
      closedMinutes: 60,
      pausedMinutes: 5,
      url: "https://desk.example/tickets/SV-1",
    },
  });
});

test("standard tells the subject as it is, on one line", () => {
  expect(write("standard", alert({ subject: `${HOSTILE}\r\nBcc: x` })).data.subject).toBe(`${HOSTILE} Bcc: x`);
});

test("slack names ticket, promise, what is late and where to read on", () => {
  const { text, blocks } = write("slack", alert());
  expect(text).toBe("Deadline passed (A): Nothing works");
  expect(blocks[1].fields.map((field: { text: string }) => field.text)).toEqual([
    "Ticket: SV-7K3M9-2",
    "Organisation: North Utility",
    "Level: A – Critical fault",
    "Assigned to: nobody yet",
    "Promised: 4h of working time to the first answer",
    "Late by: 12m of working time",
    "Deadline: Tuesday 7 April 2026 at 11:00",
  ]);
  expect(blocks[2].text.text).toBe("<https://desk.example/tickets/SV-1|Open SV-7K3M9-2>");
});

test("a warning says what is left, in the desk's language", () => {
  const { text, blocks } = write("slack", alert({ kind: "warning", counted: 180 }), "da");
  expect(text).toBe("Snart frist (A): Nothing works");
  expect(JSON.stringify(blocks)).toContain("Tilbage: 1h arbejdstid");
});

test("no format makes a link where the desk has no address", () => {
  expect(write("slack", alert({ url: null })).blocks).toHaveLength(2);
  expect(write("teams", alert({ url: null })).attachments[0].content.actions).toEqual([]);
  expect(write("standard", alert({ url: null })).data.url).toBeNull();
});

test("a hostile subject mentions nobody and links nowhere in slack", () => {
  const message = write("slack", alert({ subject: HOSTILE }));
  expect(message).toMatchObject({ mrkdwn: false, unfurl_links: false, unfurl_media: false });
  expect(message.text).toContain("&lt;!channel&gt; &lt;https://evil.example|click&gt; &amp;");
  expect(message.blocks[0].text).toMatchObject({ type: "plain_text", emoji: false });
  expect(message.blocks[0].text.text).not.toMatch(/[<>]/);
});

test("a long subject of characters that are escaped keeps within what slack takes", () => {
  const message = write("slack", alert({ subject: "&".repeat(5000) }));
  expect(message.blocks[0].text.text.length).toBeLessThan(3000);
});

test("a hostile subject is inert text in teams", () => {
  const message = write("teams", alert({ subject: HOSTILE }));
  expect(message.type).toBe("message");
  const [{ contentType, content }] = message.attachments;
  expect(contentType).toBe("application/vnd.microsoft.card.adaptive");
  const types = JSON.stringify(content).match(/"type":"[^"]+"/g);
  expect(new Set(types)).toEqual(
    new Set(['"type":"AdaptiveCard"', '"type":"RichTextBlock"', '"type":"TextRun"', '"type":"Action.OpenUrl"']),
  );
  expect(content.body[0].inlines[0].text).not.toMatch(/<at>|<\/at>|\{\{|\$\{/);
  expect(content.actions).toEqual([
    { type: "Action.OpenUrl", title: "Open SV-7K3M9-2", url: "https://desk.example/tickets/SV-1" },
  ]);
});
