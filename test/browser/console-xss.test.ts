import { afterAll, beforeAll, expect } from "@jest/globals";
import type { Page } from "playwright-core";
import { type Browser, chromium, openBrowser } from "../support/chromium.ts";
import { addMessage, openTicket, quarantine, startClock } from "../support/desk-story.ts";
import { type HttpDesk, startHttpDesk } from "../support/http-desk.ts";
import { testOn } from "../support/real-server.ts";
import { XSS_PAYLOADS } from "../support/xss-payloads.ts";

const testInChromium = testOn(chromium);

let desk: HttpDesk;

beforeAll(async () => {
  desk = await startHttpDesk();
});

afterAll(() => desk.close());

interface Watch {
  page: Page;
  dialogs: string[];
  elsewhere: string[];
  violations: string[];
}

/** Opens the console by its link and watches whether anything runs, asks, or leaves the host. */
async function watch(browser: Browser): Promise<Watch> {
  const page = await browser.context.newPage();
  const found: Watch = { page, dialogs: [], elsewhere: [], violations: [] };
  page.on("dialog", (dialog) => {
    found.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (new URL(request.url()).host !== new URL(desk.url).host) found.elsewhere.push(request.url());
  });
  page.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) found.violations.push(message.text());
  });
  await page.goto(desk.consoleLink());
  await page.waitForURL(`${desk.url}/`);
  return found;
}

async function inBrowser(work: (found: Watch) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    await work(await watch(browser));
  } finally {
    await browser.close();
  }
}

testInChromium(
  "nothing a stranger wrote runs or loads anything, and all of it is shown as it was written",
  async () => {
    const refs: string[] = [];
    for (const [index, payload] of XSS_PAYLOADS.entries()) {
      const ref = `SV-${String(index).padStart(5, "0")}-0`;
      const person = { address: `${index}${payload.replace(/\s/g, "")}@evil.example`, name: payload };
      const id = await openTicket(desk, {
        ref,
        subject: payload,
        requester: person,
        organisation: payload,
        agent: payload,
      });
      await addMessage(desk, id, {
        from: person,
        to: [person],
        cc: [person],
        subject: payload,
        text: payload,
        html: payload,
        messageId: `<${index}${payload}@evil.example>`,
        attachments: [{ filename: payload, contentType: payload, size: 1, sha256: "ab", inline: false }],
      });
      await startClock(desk, id, { pauseReason: payload, state: "paused", deadlineAt: null, nextWakeAt: null });
      await desk.stores.tickets.appendEvent({
        ticketId: id,
        at: await desk.stores.now(),
        type: payload,
        actor: payload,
        data: {},
      });
      await quarantine(desk.db, { from: payload, subject: `${index} ${payload}`, why: payload });
      refs.push(ref);
    }
    await inBrowser(async ({ page, dialogs, elsewhere, violations }) => {
      const paths = ["/", "/tickets", "/inbound?state=quarantined", ...refs.map((ref) => `/tickets/${ref}`)];
      for (const [index, path] of paths.entries()) {
        await page.goto(`${desk.url}${path}`, { waitUntil: "load" });
        expect(await page.evaluate("window.__pwned")).toBeUndefined();
        expect(await page.locator("script, iframe, object, embed, svg, img, base, style, details").count()).toBe(0);
        if (index < 3) continue;
        expect(await page.locator(".message .text").textContent()).toBe(XSS_PAYLOADS[index - 3]);
        expect(await page.title()).toContain(refs[index - 3]);
      }
      expect({ dialogs, elsewhere, violations }).toEqual({ dialogs: [], elsewhere: [], violations: [] });
    });
  },
);

testInChromium("what is typed into the address or the filter is shown as text", async () => {
  await inBrowser(async ({ page, dialogs, elsewhere, violations }) => {
    for (const payload of XSS_PAYLOADS) {
      await page.goto(`${desk.url}/tickets?q=${encodeURIComponent(payload)}&state=${encodeURIComponent(payload)}`);
      expect(await page.locator("input[name=q]").inputValue()).toBe(payload.trim());
      await page.goto(`${desk.url}/tickets/${encodeURIComponent(payload)}`);
      expect(await page.evaluate("window.__pwned")).toBeUndefined();
      expect(await page.locator("script").count()).toBe(0);
    }
    expect({ dialogs, elsewhere, violations }).toEqual({ dialogs: [], elsewhere: [], violations: [] });
  });
});

testInChromium("the console works by link, by key and without script, and fits a telephone", async () => {
  await inBrowser(async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    for (const path of ["/", "/tickets", "/inbound", "/outbox", "/tickets/SV-00000-0"]) {
      await page.goto(`${desk.url}${path}`);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    }
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL(`${desk.url}/sign-in`);
    await page.goto(`${desk.url}/tickets`);
    expect(page.url()).toBe(`${desk.url}/sign-in`);
    await page.getByLabel("API key").fill(await desk.createKey("read"));
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${desk.url}/`);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Overview");
  });
});

testInChromium("the documentation of the API shows itself under its own strict policy", async () => {
  await inBrowser(async ({ page, elsewhere, violations }) => {
    await page.goto(`${desk.url}/docs`);
    await page.getByText("/api/v1/tickets", { exact: true }).first().waitFor();
    expect({ elsewhere, violations }).toEqual({ elsewhere: [], violations: [] });
  });
});
