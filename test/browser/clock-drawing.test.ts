import { expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { drawClocks } from "../../src/usecases/drawing/draw-clocks.ts";
import { OFFICE, roundTheClock } from "../support/calendars.ts";
import { chromium, openBrowser } from "../support/chromium.ts";
import { type ClockStory, explainedClock } from "../support/explained-clock.ts";
import { at } from "../support/memory-clocks.ts";
import { testOn } from "../support/real-server.ts";
import { XSS_PAYLOADS } from "../support/xss-payloads.ts";

const testInChromium = testOn(chromium);

const crowd = (start: string, minutes: readonly number[]) =>
  minutes.map((minute, index) => ({
    at: at(new Date(Date.parse(start) + minute * 60_000).toISOString()),
    ...(index % 2 === 0 ? { type: "pause" as const, reason: "requester" } : { type: "resume" as const }),
  }));

const STORIES: readonly ClockStory[] = [
  {
    start: "2026-05-22T11:40:00Z",
    now: "2026-05-26T09:30:00Z",
    targetMinutes: 240,
    steps: [-60, 0, 120],
    events: crowd("2026-05-26T07:15:00Z", [0, 105]),
  },
  {
    start: "2026-11-24T07:05:00Z",
    now: "2026-11-24T14:30:00Z",
    targetMinutes: 60,
    events: crowd("2026-11-24T08:00:00Z", [0, 3, 9, 20, 22, 60, 61, 62, 200, 320, 330, 331]),
  },
  {
    start: "2026-11-30T05:12:00Z",
    now: "2027-01-14T09:00:00Z",
    targetMinutes: 9_600,
    kind: "resolution",
    calendar: { ...OFFICE, closures: [{ date: "2026-12-24" }, { date: "2026-12-23", from: "12:00", to: "16:00" }] },
    events: [
      ...crowd("2026-12-03T08:30:00Z", [0, 19_500]),
      { at: at("2026-12-22T08:30:00Z"), type: "retarget", targetMinutes: 4_800 },
    ],
  },
  { start: "2025-01-05T05:12:00Z", now: "2026-09-14T21:59:00Z", targetMinutes: 90_000, kind: "resolution" },
  {
    start: "2026-10-24T21:30:00Z",
    now: "2026-10-25T21:58:00Z",
    targetMinutes: 1_400,
    calendar: roundTheClock("Europe/Copenhagen"),
  },
];

interface Box {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

// Runs in the page, which this project has no types for.
const TEXT_BOXES = `[...document.querySelectorAll("text")].map((text) => {
  const { x, y, width, height } = text.getBoundingClientRect();
  return { text: text.textContent, x, y, width, height };
})`;

async function inPage(work: (page: Page, requests: string[]) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    const requests: string[] = [];
    page.on("request", (request) => void requests.push(request.url()));
    await work(page, requests);
  } finally {
    await browser.close();
  }
}

function drawing(story: ClockStory, language: "da" | "en", name = "Critical fault"): string {
  return drawClocks({
    ref: "SV-7K3M9-2",
    subject: name,
    clocks: [explainedClock(story), explainedClock({ ...story, kind: "resolution" })],
    now: at(story.now),
    zone: "Europe/Copenhagen",
    language,
    levelName: () => name,
  });
}

testInChromium(
  "in a real browser no text of a drawing meets another or leaves it, in light and dark, in both languages",
  async () => {
    await inPage(async (page, requests) => {
      for (const story of STORIES) {
        for (const language of ["da", "en"] as const) {
          await page.emulateMedia({ colorScheme: language === "da" ? "light" : "dark" });
          const svg = drawing(story, language);
          const height = Number(/ height="(\d+)"/.exec(svg)?.[1]);
          await page.setViewportSize({ width: 1000, height });
          await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
          const boxes = (await page.evaluate(TEXT_BOXES)) as Box[];
          expect(boxes.length).toBeGreaterThan(15);
          expect(boxes.filter((box) => box.x < 0 || box.x + box.width > 1000 || box.y + box.height > height)).toEqual(
            [],
          );
          expect(boxes.flatMap((box, index) => boxes.slice(index + 1).filter((other) => meet(box, other)))).toEqual([]);
        }
      }
      expect(requests.every((url) => url.startsWith("data:"))).toBe(true);
    });
  },
);

// Lines of text stand closer than the boxes of their fonts are high.
function meet(one: Box, other: Box): boolean {
  const apartX = one.x + one.width <= other.x || other.x + other.width <= one.x;
  const apartY = one.y + one.height <= other.y + 5 || other.y + other.height <= one.y + 5;
  return !apartX && !apartY;
}

testInChromium(
  "what a stranger wrote runs nothing and loads nothing, when the drawing is opened by itself",
  async () => {
    await inPage(async (page, requests) => {
      // Each of them is drawn in test/unit/usecases/drawing/draw-clocks.test.ts; a browser opens some of every kind.
      for (const payload of XSS_PAYLOADS.filter((_, index) => index % 5 === 0)) {
        const svg = drawing(STORIES[0] as ClockStory, "en", payload);
        await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`);
        expect(
          await page.evaluate("document.documentElement.nodeName + document.querySelectorAll('parsererror').length"),
        ).toBe("svg0");
        expect(await page.evaluate("window.__pwned")).toBeUndefined();
        expect(await page.locator("script, image, foreignObject, iframe, a").count()).toBe(0);
      }
      expect(requests.filter((url) => !url.startsWith("data:"))).toEqual([]);
    });
  },
);
