import { mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "@jest/globals";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { chromium, openBrowser, signInByLink } from "../support/chromium.ts";
import { type ConsoleDesk, openConsoleDesk, tellMonday } from "../support/console-desk.ts";
import { testOn } from "../support/real-server.ts";

const testInChromium = testOn(chromium);
const MOST_BYTES = 60_000;
const NARROW = { width: 320, height: 700 };
const TABLET = { width: 768, height: 1024 };
const WIDE = { width: 1280, height: 800 };

let desk: ConsoleDesk;
let paths: string[];
let ref: string;
const folder = process.env.SVARTID_SCREENSHOTS ?? mkdtempSync(join(tmpdir(), "svartid-console-"));

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  desk = await openConsoleDesk();
  await tellMonday(desk);
  const refs = await desk.refs();
  ref = refs[2] ?? "";
  const { inbound, outbox } = desk.world.desk.open.unitOfWork.reading;
  const [held] = await inbound.list({ state: "quarantined", limit: 1 });
  const [doubted] = await outbox.list({ state: "uncertain", limit: 1 });
  paths = [
    ...["/", "/tickets", "/tickets?q=nowhere", `/tickets/${ref}`, `/tickets/${refs[0]}`],
    ...[
      "/inbound",
      "/inbound?state=accepted",
      `/inbound/${held?.id}`,
      "/outbox",
      "/outbox?state=uncertain",
      "/outbox?state=held",
    ],
    ...[`/outbox/${doubted?.id}`, "/webhooks", "/ladder", "/health", "/reports?month=2026-11", "/reports?month=x"],
    ...["/organisations", "/organisations/north", "/organisations/south", "/releases", "/audit-trail", "/nothing"],
    ...["acknowledge", "assign", "level", "state", "note", "reply"].map((deed) => `/tickets/${ref}/do/${deed}`),
    ...[`/inbound/${held?.id}/retry`, `/outbox/${doubted?.id}/resolve/resend`, "/sign-in", "/sign-in?ended"],
    ...[await desk.link("one"), await desk.link()].map((link) => link.slice(desk.url.length)),
  ];
});

afterAll(() => desk.close());

/** What axe-core finds by WCAG 2.2 A and AA and its best practices: the rule and the elements that break it. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = (await page.evaluate(
    `axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  )) as {
    violations: { id: string; nodes: { html: string }[] }[];
  };
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .join(" ")
        .slice(0, 300)}`,
  );
}

/** What lies over the cell beside its own, or outside the page. */
async function findSpilled(page: Page): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll("td :not(svg, svg *)")]
    .filter((one) => {
      const right = one.getBoundingClientRect().right;
      return right > one.closest("td").getBoundingClientRect().right + 1 || right > document.documentElement.clientWidth + 1;
    })
    .map((one) => one.textContent.trim())`)) as string[];
}

/** On a telephone each cell has its label beside it: those that are wider than the room they have. */
async function findCoveringLabels(page: Page): Promise<string[]> {
  return (await page.evaluate(`[...document.querySelectorAll(".cards td")]
    .filter((cell) => {
      const label = getComputedStyle(cell, "::before");
      return label.content !== "none" && parseFloat(label.width) > parseFloat(getComputedStyle(cell).paddingLeft);
    })
    .map((cell) => cell.dataset.label)`)) as string[];
}

const known = JSON.parse(readFileSync("templates/console/words.da.json", "utf8")) as Record<string, string>;
const ENGLISH = Object.keys(known).filter(
  (sentence) => sentence.includes(" ") && /^[A-Z]/.test(sentence) && !sentence.includes("{"),
);

/** Sentences of the English pages that stand on this one, but for what is marked as English. */
async function findEnglish(page: Page): Promise<string[]> {
  const text = (await page.evaluate(`(() => {
    const copy = document.body.cloneNode(true);
    for (const one of copy.querySelectorAll('[lang="en"], .text, .source, .subject')) one.remove();
    return copy.textContent;
  })()`)) as string;
  return ENGLISH.filter((sentence) =>
    new RegExp(`(?<!\\p{L})${sentence.replaceAll(/[.?*+^$()|[\]\\]/g, "\\$&")}(?!\\p{L})`, "u").test(text),
  );
}

const LOOKS = [
  { colorScheme: "light", locale: "en" },
  { colorScheme: "dark", locale: "da" },
] as const;

for (const look of LOOKS) {
  const { colorScheme, locale } = look;
  testInChromium(
    `every page has no barrier, is small and fits a telephone (${colorScheme}, ${locale})`,
    async () => {
      const browser = await openBrowser({ ...look, viewport: WIDE });
      try {
        const page = await browser.context.newPage();
        await signInByLink(page, await desk.link("olga"));
        const faults: unknown[] = [];
        for (const [index, path] of paths.entries()) {
          const answer = await page.goto(`${desk.url}${path}`);
          const bytes = (await answer?.body())?.length ?? 0;
          if (bytes === 0 || bytes > MOST_BYTES) faults.push([path, `${bytes} bytes`]);
          const name = `${String(index).padStart(2, "0")}${path.replace(ref, "ref").replaceAll(/\W+/g, "-")}`;
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${locale}.png`), fullPage: true });
          faults.push(...(await findBarriers(page)).map((barrier) => [path, barrier]));
          if (locale === "da") faults.push(...(await findEnglish(page)).map((sentence) => [path, sentence]));
          await page.setViewportSize(NARROW);
          const width = Number(await page.evaluate("document.documentElement.scrollWidth"));
          if (width > NARROW.width) faults.push([path, `${width} wide`]);
          faults.push(...(await findCoveringLabels(page)).map((label) => [path, `${label} covers its value`]));
          if (locale === "da") await page.screenshot({ path: join(folder, `${name}-narrow.png`), fullPage: true });
          await page.setViewportSize(TABLET);
          faults.push(...(await findSpilled(page)).map((text) => [path, `${text} spills out of its cell`]));
          await page.setViewportSize(WIDE);
        }
        expect(faults).toEqual([]);
      } finally {
        await browser.close();
      }
    },
    240_000,
  );
}

testInChromium(
  "without script: signing in by mail, finding the ticket, acknowledging its alert, filing held mail again",
  async () => {
    const browser = await openBrowser({ javaScriptEnabled: false, viewport: NARROW, locale: "en" });
    try {
      const page = await browser.context.newPage();
      await page.goto(`${desk.url}/`);
      await page.getByLabel("Your e-mail address").fill("one@desk.example");
      await page.getByRole("button", { name: "Mail me a link" }).click();
      await page.getByText("a link is on its way").waitFor();
      const [sent] = await desk.world.desk.open.unitOfWork.reading.outbox.list({ limit: 1 });
      const { text } = await desk.world.read(sent?.id ?? 0);
      await page.goto(`${desk.url}/sign-in?mailed=${/mailed=([\w.-]+)/.exec(text)?.[1]}`);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("link", { name: "Alt står stille" }).first().click();
      await page.getByRole("link", { name: "Acknowledge" }).click();
      await page.getByLabel("2 hours of working time").check();
      await page.getByRole("button", { name: "Acknowledge" }).dblclick();
      await page.getByRole("heading", { name: "Acknowledged" }).waitFor();
      await page.screenshot({ path: join(folder, "99-acknowledged.png"), fullPage: true });
      await page.getByRole("link", { name: "Mail in" }).click();
      await page
        .getByRole("link", { name: "in quarantine" })
        .or(page.getByRole("link", { name: "quarantined" }))
        .first()
        .click();
      await page.getByRole("link", { name: "Bilag" }).click();
      await page.getByRole("link", { name: "File it again" }).click();
      await page.getByRole("button", { name: "File it again" }).click();
      await page.getByRole("heading", { name: "The mail is filed again" }).waitFor();
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await page.goto(`${desk.url}/tickets`);
      expect(new URL(page.url()).pathname).toBe("/sign-in");
    } finally {
      await browser.close();
    }
  },
);

testInChromium(
  "a link that programs followed before signs in whoever presses the button of its page, once",
  async () => {
    const browser = await openBrowser({ locale: "en" });
    try {
      const page = await browser.context.newPage();
      const link = await desk.link("one");
      // As a mail or a chat shows it, on a site of its own that looks ahead.
      await page.setContent(`<link rel="prefetch" href="${link}"><a href="${link}">Sign in</a>`);
      for (let scans = 0; scans < 3; scans++) expect((await browser.context.request.get(link)).status()).toBe(200);
      expect(await browser.context.cookies(desk.url)).toEqual([]);
      await page.getByRole("link", { name: "Sign in" }).click();
      await page.getByRole("heading", { name: "Sign in as Agent One" }).waitFor();
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(`${desk.url}/`);
      await page.getByRole("button", { name: "Sign out", exact: true }).click();
      await page.goto(link);
      await page.getByText("the link or key is not valid, or not any more").waitFor();
      expect(await browser.context.cookies(desk.url)).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);

testInChromium("by keyboard: the first stop leads to the content, and every stop can be seen", async () => {
  const browser = await openBrowser({ viewport: WIDE, locale: "en" });
  try {
    const page = await browser.context.newPage();
    await signInByLink(page, await desk.link("olga"));
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.querySelector('main').contains(document.activeElement)")).toBe(true);
    for (let stop = 0; stop < 12; stop++) {
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).not.toBe("none");
      await page.keyboard.press("Tab");
    }
  } finally {
    await browser.close();
  }
});

testInChromium("live: what comes in is shown without loading the page, and focus stays where it was", async () => {
  const browser = await openBrowser({ viewport: WIDE, locale: "en" });
  try {
    const page = await browser.context.newPage();
    await signInByLink(page, await desk.link("olga"));
    await page.getByText("Live", { exact: true }).waitFor();
    await page.evaluate("window.isSamePage = true");
    const link = page.getByRole("link", { name: "Hvor finder jeg årsrapporten?" });
    await link.focus();
    await desk.world.opens("Pumpen larmer", "lis@north.example", "live");
    const [newest] = await desk.refs();
    await page.getByText(newest ?? "", { exact: true }).waitFor();
    expect(await link.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
    await page.goto(`${desk.url}/tickets/${newest}`);
    await page.getByText("Live", { exact: true }).waitFor();
    await page.evaluate("window.isSamePage = true");
    await desk.world.say("#note\n\nJeg ser på det.", "two", await ticketOf(newest ?? ""));
    await page.locator(".message.note", { hasText: "Jeg ser på det." }).waitFor();
    expect(await page.evaluate("window.isSamePage")).toBe(true);
  } finally {
    await browser.close();
  }
});

async function ticketOf(wanted: string): Promise<{ id: number }> {
  const found = await desk.world.desk.open.unitOfWork.reading.tickets.findByRef(wanted);
  if (found === null) throw new Error("there is no such ticket");
  return found;
}
