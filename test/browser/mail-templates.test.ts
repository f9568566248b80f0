import { afterAll, beforeAll, expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { createRenderer } from "../../src/adapters/templates/renderer.ts";
import { LANGUAGES } from "../../src/domain/desk/language.ts";
import { TEMPLATE_NAMES } from "../../src/domain/outbound/template-names.ts";
import { instant } from "../../src/domain/time/instant.ts";
import type { MailRenderer } from "../../src/usecases/ports/mail-renderer.ts";
import { type Browser, chromium, openBrowser } from "../support/chromium.ts";
import { testOn } from "../support/real-server.ts";

const testInChromium = testOn(chromium);
const DESK = { name: "READy Support", address: "support@desk.example", zone: "Europe/Copenhagen" };
/** A phone, and a reading pane; in the light and in the dark. */
const WIDTHS = [360, 800] as const;
const SCHEMES = ["light", "dark"] as const;
/** WCAG 2.2, 1.4.3: the least for text of a usual size. */
const LEAST_CONTRAST = 4.5;

let renderer: MailRenderer;
let browser: Browser | null = null;

beforeAll(async () => {
  renderer = await createRenderer("templates", DESK);
  if (chromium.unavailable() === null) browser = await openBrowser();
});
afterAll(() => browser?.close());

testInChromium(
  "every mail fits a phone and a reading pane, can be read in light and dark, and fetches nothing",
  async () => {
    const page = await browser!.context.newPage();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 700 });
        for (const language of LANGUAGES) {
          for (const name of TEMPLATE_NAMES) {
            const mail = renderer.preview(name, language);
            const seen = await look(page, mail.html);
            expect([name, language, width, colorScheme, seen.beyond]).toEqual([name, language, width, colorScheme, 0]);
            expect([name, language, seen.faint]).toEqual([name, language, []]);
            expect(seen.title).toBe(mail.subject.replace(/\s+/g, " "));
          }
        }
      }
    }
    expect(requests).toEqual([]);
  },
  120_000,
);

testInChromium(
  "no word of a customer, however long, makes a mail wider than a phone",
  async () => {
    const page = await browser!.context.newPage();
    await page.setViewportSize({ width: 360, height: 700 });
    const word = "https://north.example/".padEnd(900, "x");
    const mail = renderer.render("reply", "da", {
      subject: word,
      text: word,
      agentName: word,
      quoted: { at: instant(0), text: word },
    });
    expect((await look(page, mail.html)).beyond).toBe(0);
  },
  60_000,
);

interface Look {
  /** How many pixels stand beyond the window. */
  beyond: number;
  title: string;
  /** Texts that differ too little from what is behind them. */
  faint: string[];
}

async function look(page: Page, html: string): Promise<Look> {
  await page.setContent(html);
  return await page.evaluate<Look>(LOOK);
}

// As text: it runs in the page, whose names TypeScript does not know here.
const LOOK = `(() => {
  const parts = (color) => (color.match(/[0-9.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = parts(color).map((value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    if (element === null) return "rgb(255, 255, 255)";
    const color = getComputedStyle(element).backgroundColor;
    return parts(color)[3] === 0 ? behind(element.parentElement) : color;
  };
  const contrast = (element) => {
    const [light, dark] = [luminance(getComputedStyle(element).color), luminance(behind(element))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    const text = node.textContent.trim();
    if (text !== "" && contrast(node.parentElement) < ${LEAST_CONTRAST}) faint.push(text);
  }
  return { beyond: document.documentElement.scrollWidth - window.innerWidth, title: document.title, faint };
})()`;
