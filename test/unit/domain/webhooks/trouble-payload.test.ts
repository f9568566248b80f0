import { expect, test } from "@jest/globals";
import { instant } from "../../../../src/domain/time/instant.ts";
import type { TroubleNews } from "../../../../src/domain/trouble/trouble-news.ts";
import { troublePayload } from "../../../../src/domain/webhooks/trouble-payload.ts";
import type { WebhookFormat } from "../../../../src/domain/webhooks/webhook-settings.ts";

const AT = instant(Date.UTC(2026, 10, 28, 12, 4));
const NEWS: TroubleNews = {
  check: "mailbox support",
  kind: "mailbox",
  mailbox: "support",
  hasRecovered: false,
  since: instant(Date.UTC(2026, 10, 28, 12)),
  detail: { en: "The server <!channel> {{said}} no.", da: "Serveren <!channel> {{sagde}} nej." },
  mend: { en: "Run svartid check.", da: "Kør svartid check." },
};
const RECOVERED: TroubleNews = { ...NEWS, hasRecovered: true, mend: { en: "", da: "" } };

const write = (format: WebhookFormat, news: TroubleNews, language: "da" | "en" = "en") =>
  JSON.parse(troublePayload(format, news, { at: AT, language, zone: "Europe/Copenhagen" }));

test("Standard Webhooks tell the check, its mailbox, since when, and what to do", () => {
  expect(write("standard", NEWS)).toEqual({
    type: "desk.trouble",
    timestamp: "2026-11-28T12:04:00.000Z",
    data: {
      check: "mailbox support",
      kind: "mailbox",
      mailbox: "support",
      since: "2026-11-28T12:00:00.000Z",
      detail: NEWS.detail.en,
      mend: "Run svartid check.",
    },
  });
  expect(write("standard", RECOVERED)).toMatchObject({ type: "desk.recovered", data: { mend: null } });
});

test.each(["slack", "teams"] as const)(
  "%s tells it in words of the desk's language, and obeys nothing a server said",
  (format) => {
    const said = JSON.stringify(write(format, NEWS));
    expect(said).toContain("The mailbox is not read");
    expect(said).toContain("Run svartid check.");
    expect(said).not.toMatch(format === "slack" ? /<!channel>/ : /\{\{said/);
    expect(JSON.stringify(write(format, NEWS, "da"))).toMatch(/Postkassen bliver ikke læst.*13\.00/);
    const recovered = JSON.stringify(write(format, RECOVERED, "da"));
    expect(recovered).toContain("Virker igen: Postkassen bliver ikke læst");
    expect(recovered).not.toContain("Hvad du kan gøre");
  },
);
