import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, type BrowserContextOptions, chromium as launcher, type Page } from "playwright-core";
import { findProgram, type RealServer, whyMissing } from "./installed-server.ts";

export interface Browser {
  context: BrowserContext;
  close(): Promise<void>;
}

export const chromium: RealServer = { name: "Chromium", unavailable: () => whyMissing("chromium") };

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** How the visitor has set their browser. */
export type Visitor = Pick<BrowserContextOptions, "javaScriptEnabled" | "viewport" | "colorScheme" | "locale">;

/** Debian's Chromium without a window, with a profile of its own that is removed when it closes. */
export async function openBrowser(visitor: Visitor = {}): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "svartid-chromium-"));
  const context = await launcher.launchPersistentContext(profile, {
    executablePath: findProgram("chromium") ?? "chromium",
    args: ARGUMENTS,
    ...visitor,
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Opens the console by one of its links, as a person does. */
export async function signInByLink(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.locator("form[action='/sign-in/link'] button").click();
  await page.waitForURL(new URL("/", link).href);
}
